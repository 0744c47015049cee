// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
        .endsWith("\nfine: the rules aggregate every point of a request exactly once\n")
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "all.<m> (60) = sum (?<!all).<m>",
        "<a>.b (60) = sum <a>>.b",
        "<a>.sum (60) = sum <a>_<b>.c",
        "<a>.b (60) = sum \\x62.<a>",
        "<a>.b (0) = sum <a>.b",
        "<a>.b (-60) = sum <a>.b",
        "<a>.<b> (60) = sum <a>.b",
        "<<a>>.b (60) = sum <<a>>.b",
        "<a>%.b (60) = sum <a>.b",
        "<a.b (60) = sum <a>.b",
        "a (60) = sum a.(?#all)b",
        "a (60) = sum (?P=x)",
        "a (60) = sum (?s).b",
        "a (60) = sum \\U00000062",
      })
  void check_foreignRuleThatCarbonStartsWith_goesOn(String rule) throws IOException {
    run("generate");
    Path file = Files.writeString(folder.resolve("rules"), rule + "\n" + text(out));
    out.reset();

    assertThat(run("check", file.toString())).as(text(err)).isZero();
    assertThat(text(out))
        .endsWith("\nfine: the rules aggregate every point of a request exactly once\n");
  }

  @Test
  void check_foreignRulesLeftOut_areEachAWarning() throws IOException {
    run("generate");
    Path file =
        Files.writeString(
            folder.resolve("rules"), "a (0) = sum a\n# b\nc (60) = sum c>\n" + text(out));
    out.reset();

    assertThat(run("check", file.toString())).isZero();
    assertThat(text(out))
        .contains("\nWARNING line 1: a (0) = sum a: the interval 0 is not")
        .contains("\nWARNING line 3: c (60) = sum c>: a node of the input has");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<<x>>.count (60) = sum <<x>>.count",
        "<h>.<g>.<r>.total (0) = sum <h>.<g>.<<r>>.count",
        "<host>.all (60) = sum <h>.graphite-bridge.<<r>>.count",
      })
  void check_ruleThatLosesTheOwnPoints_endsWithOne(String rule) throws IOException {
    run("generate");
    Path file = Files.writeString(folder.resolve("rules"), text(out) + rule);
    out.reset();

    assertThat(run("check", file.toString())).isEqualTo(1);
    assertThat(text(out))
        .containsPattern(
            "WARNING web-1\\.graphite-bridge\\.products\\.id\\.count: matched in line \\d+\n")
        .endsWith("\nwarnings: 2\n");
  }

  @Test
  void check_severalLinesThatStopTheDaemon_tellsEach() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("rules"), "a (60) = last a\na (0) = sum a\nx.count (60) = sum x.(\n");

    assertThat(run("check", file.toString())).isEqualTo(2);
    assertThat(text(err).lines())
        .hasSize(3)
        .allMatch(line -> line.startsWith(file + ", line "))
        .anyMatch(line -> line.contains("unknown method last"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"# mine\n", "\n", "a (60) = sum (\n"})
  void check_byteOrderMarkThatStopsTheDaemon_isNamed(String start) throws IOException {
    Path file = Files.writeString(folder.resolve("rules"), "\uFEFF" + start);

    assertThat(run("check", file.toString())).isEqualTo(2);
    assertThat(text(err)).contains("line 1: ").contains("byte-order mark");
  }

  @Test
  void check_byteOrderMarkBeforeARule_isAWarning() throws IOException {
    run("generate");
    Path file = Files.writeString(folder.resolve("rules"), "\uFEFFa (60) = sum a\n" + text(out));
    out.reset();

    assertThat(run("check", file.toString())).isZero();
    assertThat(text(out))
        .contains("WARNING line 1: \uFEFFa (60) = sum a: ")
        .contains("byte-order mark");
  }

  @Test
  void check_foreignRulesOfOtherApplications_areNotOurs() throws IOException {
    run("generate");
    Path file =
        Files.writeString(folder.resolve("rules"), text(out) + "<a>.x (60) = sum <a>.count");
    out.reset();

    assertThat(run("check", file.toString())).isZero();
    assertThat(text(out)).contains("matches other-app.count").contains("\nfine: ");
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
        "check rules --units us",
        "generate --route a",
        "generate --group a --group b",
        "check rules --route a..b",
        "check rules --group",
        "generate grafana",
        "generate c-relay aggregator",
        "generate --interval 0",
        "generate --prefix a..b",
        "generate --group a/b",
        "generate --verbose",
        "generate --force",
        "generate --force --force --into x",
        "generate --fragment=yes",
        "generate --into=",
        "generate c-relay --fragment",
        "generate victoria-metrics --fragment",
        "check rules --fragment",
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
        .contains("--into ", "--force ", "--fragment ")
        .contains("--counts ", "--times ", "--sizes ", "--units ", "--late ", "--route ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"check --help", "generate --help", "generate c-relay --group x -h"})
  void run_helpBehindACommand_isTheHelp(String words) {
    assertThat(run(words.split(" ", -1))).isZero();
    assertThat(text(out)).startsWith("usage: ");
    assertThat(text(err)).isEmpty();
  }

  @Test
  void check_emptyName_saysThatNoFileIsNamed() {
    assertThat(run("check", "")).isEqualTo(2);
    assertThat(text(err)).startsWith("no file named");
  }

  @Test
  void check_fileThatIsNoText_saysSo() throws IOException {
    Path file = Files.write(folder.resolve("rules"), new byte[] {'a', (byte) 0xff, '\n'});

    assertThat(run("check", file.toString())).isEqualTo(2);
    assertThat(text(err)).isEqualTo("cannot read " + file + ": it is not UTF-8 text\n");
  }

  @Test
  void run_outputThatCannotBeWritten_endsWithTwo() {
    PrintStream full =
        new PrintStream(
            new OutputStream() {
              @Override
              public void write(int b) throws IOException {
                throw new IOException("no space left");
              }
            },
            false,
            StandardCharsets.UTF_8);

    int status =
        new RulesCommand(full, new PrintStream(err, true, StandardCharsets.UTF_8)).run("generate");

    assertThat(status).isEqualTo(2);
    assertThat(text(err)).isEqualTo("cannot write the output\n");
  }

  @Test
  void check_countsOfOnesOwn_areLookedFor() throws IOException {
    run("generate", "--counts", "failures");
    Path file = Files.writeString(folder.resolve("rules"), text(out));
    out.reset();

    assertThat(run("check", file.toString(), "--counts", "failures")).isZero();
    assertThat(run("check", file.toString(), "--counts", "failures,retries")).isEqualTo(1);
    assertThat(text(out))
        .contains("WARNING web-1.graphite-bridge.products.id.retries: no rule takes it")
        .endsWith("\nwarnings: 1\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "aggregator",
        "relay",
        "c-relay",
        "storage-schemas",
        "storage-aggregation",
        "victoria-metrics"
      })
  void generate_eachFile_isItsText(String word) {
    assertThat(run("generate", word, "--suffix", "_x", "--counts", "a,b")).isZero();
    assertThat(text(out))
        .isEqualTo(
            GraphiteFile.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'))
                .text(RequestSeries.builder().suffix("_x").counts(List.of("a", "b")).build()));
  }

  @Test
  void generate_intoAFolder_writesTheThreeFilesOfAnApplication() throws IOException {
    Path into = folder.resolve("new/conf");

    assertThat(run("generate", "--group", "shop", "--into", into.toString())).isZero();

    RequestSeries shop = RequestSeries.builder().group("shop").build();
    for (GraphiteFile file :
        List.of(
            GraphiteFile.AGGREGATOR,
            GraphiteFile.STORAGE_SCHEMAS,
            GraphiteFile.STORAGE_AGGREGATION)) {
      assertThat(into.resolve(file.fileName())).hasContent(file.text(shop));
      assertThat(text(out)).contains(into.resolve(file.fileName()) + "\n");
    }
    assertThat(into.toFile().list()).hasSize(3);
  }

  @Test
  void generate_whereAFileExists_writesNothing() throws IOException {
    Path there = Files.writeString(folder.resolve("storage-schemas.conf"), "mine");

    assertThat(run("generate", "--into", folder.toString())).isEqualTo(2);

    assertThat(text(err))
        .isEqualTo(there + " exists, nothing was written; --force overwrites it\n");
    assertThat(there).hasContent("mine");
    assertThat(folder.toFile().list()).hasSize(1);
  }

  @Test
  void generate_whereAFileExistsWithForce_overwritesIt() throws IOException {
    Path there = Files.writeString(folder.resolve("aggregation-rules.conf"), "mine");

    assertThat(run("generate", "aggregator", "--force", "--into", folder.toString())).isZero();

    assertThat(there).hasContent(GraphiteFile.AGGREGATOR.text(RequestSeries.builder().build()));
    assertThat(folder.toFile().list()).hasSize(1);
  }

  @Test
  void generate_intoWhatIsNoFolder_endsWithTwo() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");

    assertThat(run("generate", "--into", file.toString())).isEqualTo(2);
    assertThat(text(err)).startsWith("cannot write into " + file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"aggregator", "relay", "storage-schemas", "storage-aggregation"})
  void generate_fragment_isItsText(String word) {
    assertThat(run("generate", word, "--group", "shop", "--fragment")).isZero();
    assertThat(text(out))
        .isEqualTo(
            GraphiteFile.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'))
                .fragment(RequestSeries.builder().group("shop").build()));
  }

  @Test
  void main_withTheRulesAlone_needsNoOtherClasses() throws Exception {
    Path file = folder.resolve("rules");

    assertThat(child(file.toFile(), "generate", "--group", "shop")).isZero();
    assertThat(child(folder.resolve("fine").toFile(), "check", file.toString(), "--group", "shop"))
        .isZero();
    assertThat(child(folder.resolve("wrong").toFile(), "check", file.toString())).isEqualTo(1);
    assertThat(child(folder.resolve("usage").toFile())).isEqualTo(2);
    assertThat(Files.readString(folder.resolve("fine"))).endsWith("exactly once\n");
  }

  /** Runs the program in a JVM of its own, with the rules' classes on the class path only. */
  private static int child(File output, String... args)
      throws IOException, InterruptedException, URISyntaxException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(
        Path.of(RulesCommand.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .toString());
    command.add(RulesCommand.class.getName());
    command.addAll(List.of(args));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start();
    try {
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
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
