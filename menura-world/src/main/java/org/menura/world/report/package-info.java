/** Runs of suites and their results: tables, JSON, pages. */
@NullMarked
package org.menura.world.report;

import org.jspecify.annotations.NullMarked;
