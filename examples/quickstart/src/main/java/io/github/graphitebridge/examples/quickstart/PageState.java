// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

/**
 * All that the page shows.
 *
 * @param figures what stands in Graphite
 * @param sender how the shop's sender does
 * @param served the requests that the shop has answered, the page's own left out
 * @param steady whether the steady traffic is on
 * @param carbon how carbon does
 * @param carbonFault why it could not start again, empty if it could
 * @param arrived the lines that have arrived at it lately
 */
record PageState(
    Figures figures,
    SenderHealth sender,
    long served,
    boolean steady,
    CarbonCondition carbon,
    String carbonFault,
    NewLines.Batch arrived) {}
