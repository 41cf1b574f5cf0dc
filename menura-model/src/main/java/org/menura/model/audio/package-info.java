/** From a waveform to what models hear, and back: spectra, mel filter banks and the features made of them. */
@Extension
@NullMarked
package org.menura.model.audio;

import org.jspecify.annotations.NullMarked;
import org.menura.tensor.annotation.Extension;
