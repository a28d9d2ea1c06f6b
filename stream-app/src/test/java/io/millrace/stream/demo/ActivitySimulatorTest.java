package io.millrace.stream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.evaluate.RecommendBacktest;
import io.millrace.model.metric.ListQuality;
import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.model.recommend.Activity;
import io.millrace.model.recommend.ItemNotice;
import io.millrace.stream.config.RecommendFile;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Simulated activity")
class ActivitySimulatorTest {
  private static List<Activity> simulate(long seed, int days) {
    List<Activity> activities = new ArrayList<>();
    LocalDate start = LocalDate.parse("2026-01-01");
    new ActivitySimulator(new ActivitySettings(seed, start, days, 100, 200)).run(activities::add);
    return activities;
  }

  @Test
  void equalSeedsGiveEqualActivityAndOthersOther() {
    assertThat(simulate(1, 20)).isEqualTo(simulate(1, 20)).isNotEqualTo(simulate(2, 20));
  }

  @Test
  void isInTheOrderOfTime() {
    assertThat(simulate(1, 20)).isSortedAccordingTo(Comparator.comparingLong(Activity::time));
  }

  @Test
  void itemsComeNewAsTimeGoesOn() {
    List<Activity> activities = simulate(1, 60);
    int half = activities.size() / 2;
    Set<String> early = items(activities.subList(0, half));

    Set<String> late = items(activities.subList(half, activities.size()));

    late.removeAll(early);
    assertThat(late).hasSizeGreaterThan(10);
  }

  private static Set<String> items(List<Activity> activities) {
    Set<String> items = new HashSet<>();
    activities.forEach(activity -> items.add(activity.item()));
    return items;
  }

  @Test
  void someViewsLeadToAPurchaseAndMostPurchasesFollowNoView() {
    Set<String> viewed = new HashSet<>();
    int purchases = 0;
    int afterAView = 0;
    for (Activity activity : simulate(1, 60)) {
      String what = activity.user() + " " + activity.item() + " " + activity.time() / 3_600_000;
      if (activity.type().equals("view")) {
        viewed.add(what);
      } else {
        purchases++;
        if (viewed.contains(what)) afterAView++;
      }
    }
    assertThat(afterAView / (double) purchases).isBetween(.1, .4);
  }

  @Test
  void listsForetellSomePurchasesAndNotMost() {
    // As the demo sets it: what a user had may be listed.
    RecommendPipeline pipeline =
        RecommendFile.read(
            Path.of("recommendations.yaml"), Map.of("recommend.repeats", "{show: true}"));
    RecommendBacktest backtest = new RecommendBacktest(pipeline);

    new ActivitySimulator(new ActivitySettings(1, LocalDate.parse("2026-01-01"), 20, 120, 150))
        .run(backtest::activity);

    ListQuality.Result found = backtest.recommender().quality().sinceStart();
    assertThat(found.tests()).isGreaterThan(1_000);
    assertThat(found.hitRate10()).isBetween(.2, .6);
  }

  @Test
  void itemsAreDescribedBeforeTheyAreTakenAndOneOfTheirCategoriesExplainsWhoTakesThem() {
    ActivitySettings world = new ActivitySettings(1, LocalDate.parse("2026-01-01"), 40, 100, 300);
    ActivitySimulator simulator = new ActivitySimulator(world);
    Map<String, ItemNotice> notices = new HashMap<>();
    simulator.notices().forEach(notice -> notices.put(notice.item(), notice));
    Map<String, ItemNotice> lasts = new HashMap<>();
    double[] alike = new double[2];
    int[] pairs = new int[1];

    simulator.run(
        activity -> {
          ItemNotice notice = notices.get(activity.item());
          assertThat(notice.time()).isLessThanOrEqualTo(activity.time());
          ItemNotice last = lasts.put(activity.user(), notice);
          if (last == null) return;
          pairs[0]++;
          for (int i = 0; i < alike.length; i++) {
            String category = notice.about().categories().get(i);
            if (last.about().categories().get(i).equals(category)) alike[i]++;
          }
        });

    // Of twelve themes one in twelve would be chance, of eight colours one in eight.
    assertThat(alike[0] / pairs[0]).isGreaterThan(1.5 / 12);
    assertThat(alike[1] / pairs[0]).isBetween(.08, .25);
  }
}
