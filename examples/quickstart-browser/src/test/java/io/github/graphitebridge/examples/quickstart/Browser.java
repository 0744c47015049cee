// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * Debian's Chromium without a screen, and what it has seen.
 *
 * <p>Thread-safety: none.
 */
final class Browser implements AutoCloseable {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

  /**
   * Says at each start that it lacks what this class does not use; kept, or it forgets its level.
   */
  private static final Logger DEVTOOLS = Logger.getLogger("org.openqa.selenium.devtools");

  private final ObjectMapper json = new ObjectMapper();
  private final ChromeDriver driver;
  private final SortedSet<String> asked = new TreeSet<>();

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Starts one. */
  static Browser start() {
    for (Path program : List.of(CHROMIUM, DRIVER)) {
      if (!Files.isExecutable(program)) {
        throw new AssertionError(
            program + " is not there: apt-get install chromium chromium-driver");
      }
    }
    DEVTOOLS.setLevel(Level.SEVERE);
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toString());
    options.addArguments("--headless=new", "--no-sandbox", "--hide-scrollbars", "--disable-gpu");
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(new File(DRIVER.toString()))
            .withTimeout(Duration.ofMinutes(2))
            .build();
    ChromeDriver driver = new ChromeDriver(service, options);
    driver.manage().timeouts().pageLoadTimeout(Duration.ofSeconds(60));
    return new Browser(driver);
  }

  /** Sets how wide the window is, and whether its user likes it dark. */
  void look(int width, int height, boolean dark) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
  }

  void open(String url) {
    driver.get(url);
  }

  /** Returns what an element says. */
  String text(String id) {
    return driver.findElement(By.id(id)).getText();
  }

  /** Returns how an element says it: good, quiet, warn or bad. */
  String tone(String id) {
    return driver.findElement(By.id(id)).getAttribute("data-tone");
  }

  /** Returns a number of the page, exactly. */
  long number(String id) {
    String value = driver.findElement(By.id(id)).getAttribute("data-value");
    return value == null ? -1 : Long.parseLong(value);
  }

  /** Returns the sum of the single numbers of 1XX to 5XX. */
  long types() {
    return LongStream.rangeClosed(1, 5).map(type -> number("type-" + type)).sum();
  }

  /** Returns the sum of the requests of the table's routes. */
  long rowsOfTheTable() {
    return (long)
        script(
            "return [...document.querySelectorAll('#routes tr')]"
                + ".reduce((sum, row) => sum + Number(row.dataset.requests || 0), 0)");
  }

  /** Returns what the cells of a route's row in the table say, none if there is no such row. */
  List<?> row(String route) {
    return (List<?>)
        script(
            "return [...document.querySelectorAll('#routes [data-route="
                + route
                + "] td')].map(cell => cell.textContent)");
  }

  /** Returns whether one of the buttons is shown as pressed. */
  boolean isPressed(String button) {
    return "true".equals(button(button).getAttribute("aria-pressed"));
  }

  boolean isShown(String id) {
    return driver.findElement(By.id(id)).isDisplayed();
  }

  /** Presses one of the page's buttons. */
  void press(String button) {
    button(button).click();
  }

  private WebElement button(String name) {
    return driver.findElement(By.cssSelector("[data-press=" + name + "]"));
  }

  /** Returns what a script returns. */
  Object script(String script) {
    return driver.executeScript(script);
  }

  /** Returns what the page has complained about since the last call. */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(LogEntry::toString)
        .toList();
  }

  /** Returns the hosts and ports that were asked for anything. */
  SortedSet<String> askedHosts() throws JsonProcessingException {
    for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
      JsonNode event = json.readTree(entry.getMessage()).path("message");
      if (event.path("method").asText().equals("Network.requestWillBeSent")) {
        String url = event.at("/params/request/url").asText();
        if (url.startsWith("http")) {
          asked.add(URI.create(url).getAuthority());
        }
      }
    }
    return asked;
  }

  /** Keeps a picture of the page, from its top, as high as the window. */
  void picture(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
  }

  @Override
  public void close() {
    driver.quit();
  }
}
