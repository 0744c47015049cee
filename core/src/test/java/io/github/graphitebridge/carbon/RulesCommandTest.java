// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class RulesCommandTest {
  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void check_generatedRules_isFine() throws IOException {
    run("generate", "--prefix", "eu", "--group", "shop");
    Path file = Files.writeString(folder.resolve("rules"), text(out));
    out.reset();

    int status = run("check", file.toString(), "--prefix=eu", "--group=shop", "--route", "a.b");

    assertThat(status).isZero();
    assertThat(text(out))
        .startsWith("eu.web-1.shop.a.b.count\n")
        .endsWith("\nfine: every point of a request is taken, and once\n")
        .doesNotContain("WARNING");
    assertThat(text(err)).isEmpty();
  }

  @Test
  void check_rulesOfAnotherGroup_endsWithOne() throws IOException {
    run("generate");
    Path file = Files.writeString(folder.resolve("rules"), text(out));
    out.reset();

    int status = run("check", file.toString(), "--group", "shop");

    assertThat(status).isEqualTo(1);
    assertThat(text(out))
        .contains("\nWARNING web-1.shop.products.id.count: no rule takes it")
        .endsWith("\nwarnings: 5\n");
  }

  @Test
  void check_ruleThatSpoilsAnotherRoute_endsWithOne() throws IOException {
    run("generate");
    String rule =
        "<h>.graphite-bridge.<r>.status_<k>.<v> (60) = sum <h>.graphite-bridge.<<r>>."
            + "status_<k>.<v>\n";
    Path file =
        Files.writeString(
            folder.resolve("rules"), text(out).replaceAll("(?m)^.*status_.*\n", "") + rule);

    assertThat(run("check", file.toString())).isEqualTo(1);
    assertThat(text(out)).contains("WARNING web-1.graphite-bridge.reports.status_page.count:");
  }

  @Test
  void check_faultyFile_endsWithTwoAndTheLine() throws IOException {
    Path file = Files.writeString(folder.resolve("rules"), "# x\n<a>.b (60) = last <a>.b\n");

    assertThat(run("check", file.toString())).isEqualTo(2);
    assertThat(text(err)).startsWith(file + ", line 2: ").contains("unknown method last");
    assertThat(text(out)).isEmpty();
  }

  @Test
  void check_noFile_endsWithTwoAndItsName() {
    assertThat(run("check", folder.resolve("none").toString())).isEqualTo(2);
    assertThat(text(err)).startsWith("cannot read " + folder.resolve("none"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "chekc rules",
        "check",
        "check one two",
        "check rules --route a..b",
        "check rules --group",
        "generate grafana",
        "generate c-relay aggregator",
        "generate --interval 0",
      })
  void run_wrongArguments_endsWithTwoAndSaysWhy(String words) {
    assertThat(run(words.isEmpty() ? new String[0] : words.split(" ", -1))).isEqualTo(2);
    assertThat(text(err)).isNotEmpty();
    assertThat(text(out)).isEmpty();
  }

  @Test
  void run_help_namesEachOption() {
    assertThat(run("help")).isZero();
    assertThat(text(out))
        .contains("--prefix ", "--host ", "--group ", "--meter-group ", "--suffix ", "--interval ")
        .contains("--times ", "--sizes ", "--units ", "--late ", "--route ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"aggregator", "c-relay", "storage-schemas", "storage-aggregation"})
  void generate_eachFile_isItsText(String word) {
    assertThat(run("generate", word, "--suffix", "_x")).isZero();
    assertThat(text(out))
        .isEqualTo(
            GraphiteFile.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'))
                .text(RequestSeries.builder().suffix("_x").build()));
  }

  @Test
  void main_withTheCoreAlone_needsNoOtherClasses() throws Exception {
    Path file = folder.resolve("rules");

    assertThat(child(file.toFile(), "generate", "--group", "shop")).isZero();
    assertThat(child(folder.resolve("fine").toFile(), "check", file.toString(), "--group", "shop"))
        .isZero();
    assertThat(child(folder.resolve("wrong").toFile(), "check", file.toString())).isEqualTo(1);
    assertThat(child(folder.resolve("usage").toFile())).isEqualTo(2);
    assertThat(Files.readString(folder.resolve("fine"))).endsWith("taken, and once\n");
  }

  /** Runs the program in a JVM of its own, with the core's classes on the class path only. */
  private static int child(File output, String... args)
      throws IOException, InterruptedException, URISyntaxException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(
        Path.of(AggregationRules.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .toString());
    command.add(AggregationRules.class.getName());
    command.addAll(List.of(args));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start();
    try {
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  private int run(String... args) {
    return new RulesCommand(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8))
        .run(args);
  }

  private static String text(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8);
  }
}
