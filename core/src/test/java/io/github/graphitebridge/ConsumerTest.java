// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.File;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application compiles against this with every warning on, and with what it gets from Maven. */
class ConsumerTest {
  @TempDir Path folder;

  @Test
  void publicClasses_giveWhoCompilesAgainstThemNoWarning() {
    List<JavaClass> all =
        new ClassFileImporter()
                .withImportOption(location -> !location.contains("test"))
                .importPackages(getClass().getPackageName())
                .stream()
                .filter(ours -> ours.isTopLevelClass() && isPublic(ours))
                .toList();
    String methods =
        all.stream()
            .map(ours -> "int " + ours.getSimpleName() + "(" + typeOf(ours) + " x)")
            .map(method -> method + " { return x.hashCode(); }\n")
            .collect(Collectors.joining());

    StringWriter warnings = new StringWriter();
    boolean compiled = compile("final class Uses {\n" + methods + "}\n", warnings);

    assertThat(all).hasSizeGreaterThan(20);
    assertThat(warnings.toString()).isEmpty();
    assertThat(compiled).isTrue();
  }

  private static String typeOf(JavaClass ours) {
    return ours.getName() + (ours.getTypeParameters().isEmpty() ? "" : "<?>");
  }

  private static boolean isPublic(JavaClass ours) {
    return ours.getModifiers().contains(JavaModifier.PUBLIC) && !ours.getSimpleName().contains("-");
  }

  private boolean compile(String source, StringWriter warnings) {
    // What the annotations come from is no dependency of those who use this.
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(path -> !path.contains("error_prone_annotations"))
            .collect(Collectors.joining(File.pathSeparator));
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    List<String> options =
        List.of("-Xlint:all", "-Werror", "-proc:none", "-cp", classPath, "-d", folder.toString());
    JavaFileObject uses =
        new SimpleJavaFileObject(URI.create("string:///Uses.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    return javac.getTask(warnings, null, null, options, null, List.of(uses)).call();
  }
}
