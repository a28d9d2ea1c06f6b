/** The two Streams applications of a pipeline, each in one class that reads as the dataflow. */
package io.millrace.stream.topology;
