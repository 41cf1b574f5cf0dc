/** Results of evaluations as tables, pages and files, and what tells two runs apart. */
@NullMarked
package org.menura.eval.report;

import org.jspecify.annotations.NullMarked;
