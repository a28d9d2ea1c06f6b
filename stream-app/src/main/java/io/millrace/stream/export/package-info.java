/** Models in the formats of other programs: Tribuo's, and ONNX. */
package io.millrace.stream.export;
