package io.millrace.stream.service;

import io.millrace.model.metric.ListMakeup;
import io.millrace.model.metric.ListQuality;
import io.millrace.model.metric.OffPolicy;
import io.millrace.model.metric.RecentQuantiles;
import io.millrace.model.recommend.Recommender;
import java.util.Map;

/**
 * What the gauges of a pipeline that recommends tell of its model, all of one version: some 0.3 ms,
 * which the makeup of the last lists takes.
 *
 * @param tests by what the lists were: the value of the tag {@code list}
 * @param ages of the lists shown, seconds: the median and the 90th percentile
 * @param greedy null where no place of a list is given to chance
 */
record ListLook(
    int items,
    int described,
    int withdrawn,
    Map<String, Tests> tests,
    Ages ages,
    ListMakeup.Result makeup,
    Greedy greedy) {
  static final String AFTER_THE_FACT = "after_the_fact";
  static final String AS_SHOWN = "as_shown";
  static final String NEW_USERS = "new_users";
  static final String NEW_ITEMS = "new_items";

  record Tests(ListQuality.Result window, ListQuality.Result start) {
    static Tests of(ListQuality quality) {
      return new Tests(quality.overWindow(), quality.sinceStart());
    }
  }

  record Ages(double median, double p90) {
    static Ages of(RecentQuantiles seconds) {
      return new Ages(seconds.quantile(.5), seconds.quantile(.9));
    }
  }

  record Greedy(OffPolicy.Result window, OffPolicy.Result start) {}

  /**
   * @param explores whether places of its lists are given to chance
   */
  static ListLook at(Recommender model, boolean explores) {
    OffPolicy greedy = model.measures().greedy();
    return new ListLook(
        model.items(),
        model.described(),
        model.withdrawn(),
        Map.of(
            AFTER_THE_FACT, Tests.of(model.quality()),
            AS_SHOWN, Tests.of(model.asShown()),
            NEW_USERS, Tests.of(model.measures().newUsers()),
            NEW_ITEMS, Tests.of(model.measures().newItems())),
        Ages.of(model.measures().ages()),
        model.makeup(),
        explores ? new Greedy(greedy.overWindow(), greedy.sinceStart()) : null);
  }
}
