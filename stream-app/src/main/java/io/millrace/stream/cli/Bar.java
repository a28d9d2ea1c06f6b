package io.millrace.stream.cli;

import io.millrace.stream.training.Progress;
import java.io.Closeable;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * A progress bar on stderr, for people only: silent where stderr is no terminal. That the launcher
 * knows and says by {@value #TERMINAL}; Java only knows of all three streams together.
 */
final class Bar implements Closeable {
  static final String TERMINAL = "millrace.terminal";

  private static final long STEPS = 1000;

  private final ProgressBar bar;

  Bar(String task) {
    bar =
        !Boolean.getBoolean(TERMINAL) && System.console() == null
            ? null
            : new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(STEPS)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(200)
                .build();
  }

  /**
   * @param share of the work that is done, in [0, 1]
   */
  void at(double share, String extra) {
    if (bar != null) {
      bar.stepTo((long) (share * STEPS));
      bar.setExtraMessage(extra);
    }
  }

  /** What reading tells moves the bar. */
  Progress reading() {
    return (what, done, total) -> at(done / (double) Math.max(1, total), what);
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
