/**
 * Changes to a text that keep its meaning and may hide where it comes from: the attacks of RAID (L. Dugan et al.,
 * 2405.07940, section 4.3), to measure what detectors are worth against them.
 */
@NullMarked
package org.menura.detect.attack;

import org.jspecify.annotations.NullMarked;
