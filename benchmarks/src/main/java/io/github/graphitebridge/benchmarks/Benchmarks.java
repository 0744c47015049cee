// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Answers the questions that are named on the command line: {@code benchmarks.jar [quick] QUESTION
 * [OPTION…]}.
 */
final class Benchmarks {
  /** One question. */
  interface Question {
    /**
     * Measures and prints.
     *
     * @param quick whether this is to take seconds, and shows only that it runs
     * @param options what else stood on the command line
     */
    void answer(boolean quick, List<String> options) throws Exception;
  }

  private static final String ALL = "all";

  private static final Map<String, Question> QUESTIONS = new LinkedHashMap<>();

  static {
    QUESTIONS.put("RecordRequest", RecordRequestRuns::answer);
    QUESTIONS.put("SendLines", SendLinesRuns::answer);
    QUESTIONS.put("SteadyLoad", SteadyLoad::answer);
    QUESTIONS.put("IdleRegistry", IdleRegistry::answer);
    QUESTIONS.put("FirstPoint", FirstPoint::answer);
    QUESTIONS.put("ServeRequests", ServeRequests::answer);
    QUESTIONS.put("OneAggregator", OneAggregator::answer);
  }

  private Benchmarks() {}

  /**
   * Answers one question, or all.
   *
   * @param args quick, if it is to take seconds; the question or {@value #ALL}; the question's own
   *     options
   */
  public static void main(String[] args) throws Exception {
    List<String> words = List.of(args);
    boolean quick = !words.isEmpty() && words.get(0).equals("quick");
    List<String> rest = quick ? words.subList(1, words.size()) : words;
    String name = rest.isEmpty() ? "" : rest.get(0);
    if (!name.equals(ALL) && !QUESTIONS.containsKey(name)) {
      System.err.println(
          "usage: java -jar benchmarks.jar [quick] QUESTION [OPTION...], where QUESTION is "
              + ALL
              + " or one of "
              + String.join(", ", QUESTIONS.keySet()));
      System.exit(2);
    }
    System.out.println(Machine.describe());
    if (name.equals(ALL)) {
      for (Question question : QUESTIONS.values()) {
        question.answer(quick, List.of());
      }
    } else {
      QUESTIONS.get(name).answer(quick, rest.subList(1, rest.size()));
    }
    // Threads of a peer that do not end by themselves.
    System.exit(0);
  }
}
