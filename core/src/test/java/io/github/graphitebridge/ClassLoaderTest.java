// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.graphitebridge.request.RequestHook;
import io.github.graphitebridge.request.RequestRecorder;
import io.github.graphitebridge.request.ServedRequest;
import io.micrometer.core.instrument.Clock;
import java.io.File;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that loads, runs and drops applications keeps nothing of one that has gone. */
@Timeout(300)
class ClassLoaderTest {

  @Test
  void application_thatCameAndWentTwentyTimes_leavesNoClassBehind() throws Exception {
    List<WeakReference<ClassLoader>> loaders = new ArrayList<>();

    for (int i = 0; i < 20; i++) {
      loaders.add(new WeakReference<>(runOnce()));
    }

    await()
        .atMost(Duration.ofMinutes(2))
        .until(
            () -> {
              System.gc();
              return loaders.stream().allMatch(loader -> loader.get() == null);
            });
    assertThat(loaders).hasSize(20);
  }

  private static ClassLoader runOnce() throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String path : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      urls.add(Path.of(path).toUri().toURL());
    }
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader =
        new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      thread.setContextClassLoader(loader);
      Class<?> application = loader.loadClass(Application.class.getName());
      assertThat(application).isNotSameAs(Application.class);
      application.getMethod("run").invoke(null);
      return loader;
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** The classes that are loaded again each time. */
  public static final class Application {
    private Application() {}

    /** Runs once, without a carbon. */
    public static void run() {
      GraphiteBridgeMeterRegistry registry =
          new GraphiteBridgeMeterRegistry(
              GraphiteBridgeConfig.builder()
                  .host("127.0.0.1")
                  .port(1)
                  .closeTimeout(Duration.ofMillis(1))
                  .build(),
              Clock.SYSTEM);
      RequestHook hook = (request, meters) -> meters.counter("own").increment();
      RequestRecorder recorder = RequestRecorder.builder(registry).addHook(hook).build();
      recorder.record(new ServedRequest("GET", "/a", "/a", 200, 1, 1, null, Map.of()));
      registry.counter("jobs").increment();
      registry.close();
    }
  }
}
