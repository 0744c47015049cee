// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.spring;

import static org.springframework.boot.context.properties.bind.DataObjectPropertyName.toDashedForm;

import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.EndElementTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.StartElementTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import io.github.graphitebridge.GraphiteBridgeConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/**
 * The properties as Boot's metadata describes them to editors, made of the settings' keys, of the
 * types and defaults of their getters, and of the getters' Javadoc.
 */
final class ConfigurationMetadata {
  private static final Path GETTERS =
      Path.of("../core/src/main/java/io/github/graphitebridge/GraphiteBridgeConfig.java");

  private static final Map<Class<?>, Class<?>> TYPES =
      Map.of(boolean.class, Boolean.class, int.class, Integer.class, String[].class, List.class);

  private ConfigurationMetadata() {}

  /** Returns the whole file. */
  static String json() throws Exception {
    Map<String, String> words = words();
    List<String> properties = new ArrayList<>();
    for (String key : GraphiteBridgeConfig.keys()) {
      Class<?> type = GraphiteBridgeConfig.class.getMethod(key).getReturnType();
      properties.add(
          property(
              GraphiteBridgeConfig.DEFAULT.prefix() + '.' + toDashedForm(key),
              typeName(TYPES.getOrDefault(type, type)),
              words.get(key),
              defaultValue(key)));
    }
    properties.add(
        switchOf(
            GraphiteBridgeAutoConfiguration.EXPORT,
            "Whether there is a registry that sends to carbon."));
    properties.add(
        switchOf(
            GraphiteBridgeHealthAutoConfiguration.HEALTH,
            "Whether the application's health says if carbon takes the points."));
    return "{\n  \"properties\": [\n" + String.join(",\n", properties) + "\n  ]\n}\n";
  }

  private static String switchOf(String name, String words) {
    return property(name, Boolean.class.getName(), words, "true");
  }

  private static String property(
      String name, String type, String words, @Nullable String defaultValue) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("name", quoted(name));
    fields.put("type", quoted(type));
    fields.put("description", quoted(words));
    if (defaultValue != null) {
      fields.put("defaultValue", defaultValue);
    }
    return fields.entrySet().stream()
        .map(field -> "      \"" + field.getKey() + "\": " + field.getValue())
        .collect(Collectors.joining(",\n", "    {\n", "\n    }"));
  }

  private static String typeName(Class<?> type) {
    return Collection.class.isAssignableFrom(type)
        ? type.getName() + "<java.lang.String>"
        : type.getName();
  }

  /** Returns the default as JSON, or null where it is the machine's. */
  private static @Nullable String defaultValue(String key) throws Exception {
    if (key.equals("hostNode")) {
      return null;
    }
    Object value = GraphiteBridgeConfig.class.getMethod(key).invoke(GraphiteBridgeConfig.DEFAULT);
    if (value instanceof Object[] array) {
      value = List.of(array);
    }
    if (value instanceof Collection<?> several) {
      // A list has its own order, which counts; a set has none.
      Stream<String> texts = several.stream().map(one -> quoted(one.toString()));
      return (several instanceof List ? texts : texts.sorted())
          .collect(Collectors.joining(", ", "[", "]"));
    }
    if (value instanceof Duration time) {
      return quoted(text(time));
    }
    if (value instanceof Enum<?> constant) {
      return quoted(toDashedForm(constant.name().toLowerCase(Locale.ROOT)));
    }
    return value instanceof String text ? quoted(text) : value.toString();
  }

  private static String text(Duration time) {
    return Arrays.stream(
            new ChronoUnit[] {ChronoUnit.MINUTES, ChronoUnit.SECONDS, ChronoUnit.MILLIS})
        .filter(unit -> time.truncatedTo(unit).equals(time))
        .findFirst()
        .map(unit -> DurationStyle.SIMPLE.print(time, unit))
        .orElseThrow();
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** Returns the first paragraph of each getter's Javadoc, by the getter's name. */
  private static Map<String, String> words() throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(null, files, null, null, null, files.getJavaFileObjects(GETTERS));
      DocTrees docs = DocTrees.instance(task);
      Map<String, String> words = new HashMap<>();
      new TreePathScanner<Void, Void>() {
        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
          if (method.getParameters().isEmpty()) {
            words.put(
                method.getName().toString(),
                firstParagraph(docs.getDocCommentTree(getCurrentPath()).getFullBody()));
          }
          return null;
        }
      }.scan(task.parse(), null);
      return words;
    }
  }

  private static String firstParagraph(List<? extends DocTree> body) {
    StringBuilder text = new StringBuilder();
    for (DocTree part : body) {
      if (part instanceof StartElementTree || part instanceof EndElementTree) {
        break;
      }
      text.append(plain(part));
    }
    String sentence = text.toString().strip().replaceAll("\\s+", " ").replaceFirst("^Returns ", "");
    return sentence.substring(0, 1).toUpperCase(Locale.ROOT) + sentence.substring(1);
  }

  private static String plain(DocTree part) {
    if (part instanceof LiteralTree code) {
      return code.getBody().getBody();
    }
    if (part instanceof LinkTree link) {
      String target = link.getReference().getSignature();
      return target.startsWith("#") ? toDashedForm(target.replaceAll("[#()]", "")) : target;
    }
    return part.toString();
  }
}
