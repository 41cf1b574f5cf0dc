/** HTTP: requests, answers, streams, errors and access, around Vert.x, whose types nothing outside this package sees. */
@Internal
@NullMarked
package org.menura.serve.http;

import org.jspecify.annotations.NullMarked;
import org.menura.tensor.annotation.Internal;
