/** From a waveform to what models hear, and back: spectra, mel filter banks and the features made of them. */
@NullMarked
package org.menura.model.audio;

import org.jspecify.annotations.NullMarked;
