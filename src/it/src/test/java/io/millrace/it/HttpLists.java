package io.millrace.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.stream.instance.Instance;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Lists that are asked for over HTTP. */
final class HttpLists {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private HttpLists() {}

  static void assertThatBothAnswerAlike(Instance one, Instance other) throws Exception {
    for (int user = 1; user <= 20; user++) {
      String path = "/v1/recommendations/u" + user + "?k=5";
      await().atMost(PATIENCE).untilAsserted(() -> assertThatBothAnswerAlike(one, other, path));
    }
    assertThatManyAtOnceAreAnswered(one);
    assertThat(get(one, "/v1/recommendations/u1?k=0").statusCode()).isEqualTo(400);
    assertThat(get(one, "/v1/recommendations/u1?pipeline=other").statusCode()).isEqualTo(404);
  }

  /** About half of them by the other instance. */
  private static void assertThatManyAtOnceAreAnswered(Instance asked) throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int user = 1; user <= 64; user++) {
      URI uri = URI.create("http://" + asked.address() + "/v1/recommendations/u" + user);
      answers.add(
          client.sendAsync(
              HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString()));
    }
    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      assertThat(answer.get().statusCode()).as(answer.get().body()).isEqualTo(200);
    }
  }

  private static void assertThatBothAnswerAlike(Instance one, Instance other, String path)
      throws Exception {
    HttpResponse<String> here = get(one, path);
    HttpResponse<String> there = get(other, path);
    assertThat(here.statusCode()).as(here.body()).isEqualTo(200);
    assertThat(JSON.readTree(here.body()).get("items")).hasSize(5);
    assertThat(there.body()).isEqualTo(here.body());
  }

  static HttpResponse<String> get(Instance instance, String path) throws Exception {
    URI uri = URI.create("http://" + instance.address() + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }
}
