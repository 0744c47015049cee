// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** A Maven pom, as it is written: nothing inherited, no property replaced. */
record PomFile(Document xml) {

  static PomFile read(Path file) {
    try {
      return new PomFile(
          DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile()));
    } catch (Exception e) {
      throw new AssertionError("cannot read " + file, e);
    }
  }

  /** Returns the text of an element of the project, "" if there is none. */
  String text(String path) {
    return String.join(" ", texts(path));
  }

  /** Returns the text of each element of the project at this path. */
  List<String> texts(String path) {
    try {
      NodeList nodes =
          (NodeList)
              XPathFactory.newInstance()
                  .newXPath()
                  .evaluate("/project/" + path, xml, XPathConstants.NODESET);
      return IntStream.range(0, nodes.getLength())
          .mapToObj(i -> nodes.item(i).getTextContent().strip().replaceAll("\\s+", " "))
          .toList();
    } catch (XPathExpressionException e) {
      throw new AssertionError(path, e);
    }
  }
}
