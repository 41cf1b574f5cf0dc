/** Menura's work on the executors of Apache Spark: tasks of data plans, replicas of training runs, evaluations. */
@NullMarked
package org.menura.spark;

import org.jspecify.annotations.NullMarked;
