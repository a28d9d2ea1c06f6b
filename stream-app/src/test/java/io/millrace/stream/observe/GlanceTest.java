package io.millrace.stream.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What many gauges tell of one look")
class GlanceTest {
  private final AtomicInteger looks = new AtomicInteger();

  @Test
  void isLookedAtOnceAScrapeAndPipeline() {
    try (Observability observability = new Observability()) {
      PipelineMeters meters = observability.pipeline("orders");
      Glance<Integer> look = meters.glance(looks::incrementAndGet);
      meters.gauge(Meters.THRESHOLD, look::get);
      meters.gauge(Meters.AUC_ROC, look::get);
      meters.gauge(Meters.BRIER, look::get);

      for (int scrape = 1; scrape <= 3; scrape++) {
        assertThat(observability.scrape().lines().filter(line -> line.startsWith("millrace_")))
            .contains(
                "millrace_threshold{pipeline=\"orders\"} " + scrape + ".0",
                "millrace_quality_auc_roc{pipeline=\"orders\"} " + scrape + ".0",
                "millrace_quality_brier{pipeline=\"orders\"} " + scrape + ".0");
      }
      assertThat(looks).hasValue(3);
    }
  }

  @Test
  void isLookedAtAfreshByWhoAsksWhileNobodyScrapes() {
    Glance<Integer> look = new Glance<>(new Scrapes(), looks::incrementAndGet);
    assertThat(look.get()).isEqualTo(1);
    assertThat(look.get()).isEqualTo(2);
  }
}
