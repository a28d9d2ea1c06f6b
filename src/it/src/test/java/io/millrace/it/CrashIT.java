package io.millrace.it;

import org.junit.jupiter.api.DisplayName;

@DisplayName("After SIGKILL")
class CrashIT extends CrashContract {}
