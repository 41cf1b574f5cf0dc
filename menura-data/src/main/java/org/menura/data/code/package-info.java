/** Source code as data: functions with their documentation, their identifiers and words. */
@NullMarked
package org.menura.data.code;

import org.jspecify.annotations.NullMarked;
