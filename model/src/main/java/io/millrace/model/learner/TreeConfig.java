package io.millrace.model.learner;

/** Settings of a {@link HoeffdingTree}. */
public record TreeConfig(TreeSettings tree) implements LearnerConfig {
  public static final String KIND = "hoeffding_tree";

  @Override
  public String kind() {
    return KIND;
  }

  /** It looks at plain values only. */
  @Override
  public int hashBits() {
    return 0;
  }

  @Override
  public boolean hasRate() {
    return false;
  }

  @Override
  public long stateBytes() {
    return tree.stateBytes();
  }

  @Override
  public HoeffdingTree create(Inputs inputs) {
    return new HoeffdingTree(this, inputs);
  }

  @Override
  public String canonical() {
    return "kind=" + KIND + " " + tree.canonical();
  }
}
