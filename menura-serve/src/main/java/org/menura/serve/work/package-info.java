/** What all APIs share: requests for texts as records, texts that are under way, and what they add up to. */
@Internal
@NullMarked
package org.menura.serve.work;

import org.jspecify.annotations.NullMarked;
import org.menura.tensor.annotation.Internal;
