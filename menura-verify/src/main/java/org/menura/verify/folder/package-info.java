/** Which of the kinds of recorded cases a folder holds, of those that are told by the files that lie in it. */
@NullMarked
package org.menura.verify.folder;

import org.jspecify.annotations.NullMarked;
