package io.millrace.it;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;

/** What the live page of an instance is told. */
final class LiveEvents {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Two minutes of them: one is told every two seconds. */
  private static final int MOST = 60;

  private LiveEvents() {}

  /** The first state of the first pipeline that is as wanted. */
  static JsonNode pipeline(String address, Predicate<JsonNode> wanted)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + address + "/v1/live"))
            .header("Accept", "text/event-stream")
            .build();
    HttpResponse<InputStream> live =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream());
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(live.body(), StandardCharsets.UTF_8))) {
      return in.lines()
          .filter(line -> line.startsWith("data:") && line.contains("pipelines"))
          .limit(MOST)
          .map(LiveEvents::firstPipeline)
          .filter(wanted)
          .findFirst()
          .orElseThrow();
    }
  }

  private static JsonNode firstPipeline(String event) {
    try {
      return JSON.readTree(event.substring("data:".length())).at("/pipelines/0");
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
