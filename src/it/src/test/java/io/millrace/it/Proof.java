package io.millrace.it;

/** Tests that take minutes: left out unless the Maven profile {@code proofs} asks for them. */
final class Proof {
  static final String TAG = "proof";

  private Proof() {}
}
