/** A server of models over HTTP, to be started from Java or from the command line. */
@NullMarked
package org.menura.serve;

import org.jspecify.annotations.NullMarked;
