// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.javalin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The plugin as it is compiled, beside versions of Javalin that it was not compiled for. */
class RequiredJavalinTest {

  @ParameterizedTest
  @ValueSource(strings = {"6.7.0", "7.0.1", "7.1.0"})
  void plugin_onAnOlderJavalin_saysInOneErrorWhatItNeeds(String version) throws IOException {
    Path jar = Path.of("target", "older-javalin", "javalin-" + version + ".jar");
    try (URLClassLoader older = new URLClassLoader(with(jar), null)) {
      assertThatThrownBy(() -> create(older))
          .isInstanceOf(InvocationTargetException.class)
          .cause()
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("GraphitePlugin needs Javalin 7.2 or newer; this is " + version);
    }
  }

  @Test
  void plugin_onTheJavalinOfTheBuild_isMade() throws Exception {
    try (URLClassLoader same = new URLClassLoader(with(javalin()), null)) {
      assertThat(create(same)).isNotNull();
    }
  }

  private static Object create(ClassLoader loader) throws ReflectiveOperationException {
    return loader.loadClass(GraphitePlugin.class.getName()).getConstructor().newInstance();
  }

  /** Returns this test's class path with another Javalin in the place of its own. */
  private static URL[] with(Path javalin) throws MalformedURLException {
    assertThat(javalin).exists();
    List<URL> urls = new ArrayList<>();
    for (String entry : classPath()) {
      urls.add((entry.equals(javalin().toString()) ? javalin : Path.of(entry)).toUri().toURL());
    }
    return urls.toArray(URL[]::new);
  }

  private static Path javalin() {
    return classPath().stream()
        .map(Path::of)
        .filter(path -> path.getFileName().toString().matches("javalin-\\d.*\\.jar"))
        .findAny()
        .orElseThrow();
  }

  private static List<String> classPath() {
    return List.of(System.getProperty("java.class.path").split(File.pathSeparator));
  }
}
