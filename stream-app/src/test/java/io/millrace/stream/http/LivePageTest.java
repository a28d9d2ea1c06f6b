package io.millrace.stream.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The live page")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LivePageTest {
  private static final String SAMPLE =
      "[1530000000000,4950.5,319.2,65,136.4,26,0.871,0.617,0.03,0.006,0.02,null,null]";

  private static final String TEXTS_FIT =
      """
      [...document.querySelectorAll('.chart')].every(chart => {
        const box = chart.getBoundingClientRect();
        return [...chart.querySelectorAll('text')].map(text => text.getBoundingClientRect())
          .every(text => text.left >= box.left && text.right <= box.right);
      })""";

  private static final String STATE =
      """
      {"instance":"host-1","pipelines":[{"name":"movies","kind":"classify","generation":3,
      "ready":true,"reason":"","version":41,"threshold":0.75,"examples":40,"models":[
      {"name":"logistic","serves":true,"auc":0.871,"average_precision":0.617,"log_loss":0.03}],
      "sample":%s,"outcomes":{"learnt_from_label":12},"drift":[{"feature":"length","psi":0.41,
      "ks":0.2,"missing":0,"unseen":0,"excess":2.1,"drifts":true}],"episodes":[{"kind":"input",
      "subject":"length","started":1530000000000,"ended":null,"cause":"psi 0.41"}],"alerts":[
      {"id":"<b>e17</b>","time":1530000000000,"score":0.93,"threshold":0.75,"reasons":[
      {"feature":"length","value":"842","contribution":2.31}]}],"lists":[]},{"name":"shelf",
      "kind":"recommend","generation":1,"ready":true,"reason":"","version":7,"threshold":null,
      "examples":9,"models":[],"sample":%s,"outcomes":{},"drift":[],"episodes":[],"alerts":[],
      "lists":[{"user":"<i>u3</i>","time":1530000000000,"items":[{"item":"film-8",
      "because":"film-2"},{"item":"film-9","because":""}]}]}]}"""
          .formatted(SAMPLE, SAMPLE)
          .replace("\n", "");

  private final HttpClient client = HttpClient.newHttpClient();
  private final HttpServer server =
      HttpServer.start(
          HttpServer.DEFAULT_HOST,
          0,
          new Endpoints(
              () -> "",
              () -> Health.WELL,
              () -> Health.WELL,
              List::of,
              name -> Optional.empty(),
              request -> null),
          new Feed());

  private static final class Feed implements LiveFeed {
    @Override
    public String history() {
      return "{\"movies\":[" + SAMPLE + "]}";
    }

    @Override
    public String state() {
      return STATE;
    }
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void isServedWithAllItsParts() throws Exception {
    HttpResponse<String> page = get("/");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html;charset=utf-8");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .startsWith("default-src 'none'");
    for (String part : List.of("page.css", "page.js", "charts.js", "icon.svg")) {
      assertThat(page.body()).contains("/page/" + part);
      assertThat(get("/page/" + part).statusCode()).isEqualTo(200);
    }
    assertThat(get("/page/..%2Flogback.xml").statusCode()).isBetween(400, 404);
    assertThat(get("/page/else.js").statusCode()).isEqualTo(404);
  }

  @Test
  void comesWithTheRunbookOfEachAlertAndWithNothingElse() throws Exception {
    try (Stream<Path> pages = Files.list(Path.of("..", "src", "docs", "runbooks"))) {
      for (Path page : pages.toList()) {
        HttpResponse<String> served = get("/runbooks/" + page.getFileName());
        assertThat(served.statusCode()).as(page.toString()).isEqualTo(200);
        assertThat(served.body()).isEqualTo(Files.readString(page));
        assertThat(served.headers().firstValue("Content-Type"))
            .hasValue("text/plain;charset=utf-8");
      }
    }
    assertThat(get("/runbooks/Else.md").statusCode()).isEqualTo(404);
    assertThat(get("/runbooks/..%2Flogback.xml").statusCode()).isBetween(400, 404);
  }

  @Test
  void asksNobodyElse() throws Exception {
    for (String part : List.of("", "page/page.css", "page/page.js", "page/charts.js")) {
      assertThat(get("/" + part).body().replace("http://www.w3.org/2000/svg", ""))
          .doesNotContain("http://", "https://");
    }
  }

  @Test
  void isToldTheHistoryThenTheState() throws Exception {
    HttpResponse<InputStream> live =
        client.send(
            HttpRequest.newBuilder(URI.create("http://" + server.address() + "/v1/live"))
                .header("Accept", "text/event-stream")
                .build(),
            HttpResponse.BodyHandlers.ofInputStream());
    assertThat(live.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/event-stream");
    List<String> lines = new ArrayList<>();
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(live.body(), StandardCharsets.UTF_8))) {
      while (lines.size() < 4) {
        String line = in.readLine();
        if (line.startsWith("event:") || line.startsWith("data:")) lines.add(line);
      }
    }
    assertThat(lines.get(0)).isEqualTo("event: history");
    assertThat(lines.get(2)).isEqualTo("event: state");
    assertThat(lines.get(3)).contains("\"instance\":\"host-1\"");
  }

  @Test
  void showsWhatItIsToldOnAnyScreen(@TempDir Path profile) throws Exception {
    try (Chromium browser =
        new Chromium(Chromium.orSkip(), profile, "http://" + server.address() + "/")) {
      await()
          .atMost(Duration.ofMinutes(1))
          .until(
              () -> browser.evaluate("document.getElementById('link').textContent"),
              "live"::equals);
      browser.width(1280);
      assertThat(browser.evaluate("document.body.innerText"))
          .contains("host-1", "4,951", "136", "0.871", "length = 842", "+2.31", "lasts")
          .contains("<b>e17</b>");
      assertThat(browser.evaluate("document.querySelectorAll('.chart path').length"))
          .isEqualTo("8");
      assertItFits(browser);
      browser.evaluate("document.querySelectorAll('#pipelines button')[1].click()");
      assertThat(browser.evaluate("document.body.innerText"))
          .contains("<i>u3</i>", "film-8", "as film-2", "film-9");
      assertThat(browser.evaluate("document.getElementById('alerts-card').hidden"))
          .isEqualTo("true");
      assertItFits(browser);
    }
  }

  private static void assertItFits(Chromium browser) throws Exception {
    for (int width : List.of(1280, 390)) {
      browser.width(width);
      assertThat(browser.evaluate("document.documentElement.scrollWidth <= " + width))
          .as("fits into %d px", width)
          .isEqualTo("true");
      // A chart is drawn anew a moment after its size has changed.
      await("texts of charts fit into " + width + " px")
          .atMost(Duration.ofMinutes(1))
          .until(() -> browser.evaluate(TEXTS_FIT), "true"::equals);
    }
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(request(path), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest request(String path) {
    return HttpRequest.newBuilder(URI.create("http://" + server.address() + path)).build();
  }
}
