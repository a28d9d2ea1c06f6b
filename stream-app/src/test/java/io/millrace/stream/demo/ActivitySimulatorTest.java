package io.millrace.stream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.recommend.Activity;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
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
  void aPurchaseFollowsAViewOfTheSameItem() {
    Set<String> viewed = new HashSet<>();
    for (Activity activity : simulate(1, 20)) {
      String what = activity.user() + " " + activity.item();
      if (activity.type().equals("view")) {
        viewed.add(what);
      } else {
        assertThat(viewed).contains(what);
      }
    }
  }
}
