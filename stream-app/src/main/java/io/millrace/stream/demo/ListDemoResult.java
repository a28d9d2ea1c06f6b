package io.millrace.stream.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.model.metric.ListQuality;
import io.millrace.stream.accounting.Identity;
import io.millrace.stream.accounting.ListAccount;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the demo's second pipeline came to.
 *
 * @param sent activities, by the feeder
 * @param noticesSent what was said of items, by the feeder
 * @param account counted from the topics
 * @param model the replica at the end
 * @param items the model knows
 * @param described those of which a title is known
 * @param tested quality of the lists the model would have given just before each test
 * @param shown quality of the lists that were told
 */
public record ListDemoResult(
    String pipeline,
    long sent,
    long noticesSent,
    ListAccount account,
    FinalModel model,
    long items,
    long described,
    ListQuality.Result tested,
    ListQuality.Result shown) {

  /** Those of the topics, and that they hold what was sent and the replica what they hold. */
  private Balance balance() {
    return Balance.of(
        account.identities(),
        new Identity("activity = activity sent", account.recordsIn(), sent),
        new Identity(
            "notices of items sent = in the log + dlq",
            noticesSent,
            account.notices() + account.noticesDlq()),
        new Identity(
            "lessons = lessons the replica has learnt", account.lessons(), model.lessons()));
  }

  public boolean addsUp() {
    return balance().holds();
  }

  /** All of it as one JSON object. */
  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("pipeline", pipeline);
    json.put("adds_up", addsUp());
    json.put("sent", sent);
    json.set("accounting", account.json());
    json.set("identities", balance().json());
    ObjectNode quality = json.putObject("quality");
    put(quality.putObject("after_the_fact"), tested);
    put(quality.putObject("as_shown"), shown);
    json.set("version", model.versionJson());
    json.putObject("model")
        .put("lessons", model.lessons())
        .put("items", items)
        .put("described", described)
        .put("sha256", model.sha256());
    return json;
  }

  private static void put(ObjectNode node, ListQuality.Result quality) {
    node.put("tests", quality.tests());
    if (quality.tests() == 0) return;
    node.put("hit_rate_at_10", quality.hitRate10());
    node.put("mrr_at_10", quality.mrr10());
    node.put("ndcg_at_10", quality.ndcg10());
  }

  /** All of it for people. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(say("%,d activities of %s, counted from its topics:", sent, pipeline));
    lines.add(say("  answered           %,10d   each with one list", account.lists()));
    lines.add(say("  repeats            %,10d   no second list", account.repeated()));
    lines.add(say("  dead letters       %,10d   put into the stream on purpose", account.dlq()));
    lines.add(
        say(
            "  said of items      %,10d   and %,d dead letters; %,d of %,d items have a title",
            account.notices(), account.noticesDlq(), described, items));
    lines.add("");
    lines.addAll(balance().lines());
    lines.add("");
    lines.add(
        say(
            "Of %,d purchases, among the first 10 just before: %s; of the list as told: %s",
            tested.tests(), share(tested), share(shown)));
    lines.add(model.line());
    return lines;
  }

  private static String share(ListQuality.Result quality) {
    return quality.tests() == 0 ? "-" : say("%.3f", quality.hitRate10());
  }

  private static String say(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
