/** The office: roles that organise a conference by tools, whose decisions a mind takes and gates check. */
@NullMarked
package org.menura.conference.office;

import org.jspecify.annotations.NullMarked;
