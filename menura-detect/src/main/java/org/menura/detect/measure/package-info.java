/** What detectors are worth: figures over pairs of human and machine texts, with intervals and with baselines beside them. */
@NullMarked
package org.menura.detect.measure;

import org.jspecify.annotations.NullMarked;
