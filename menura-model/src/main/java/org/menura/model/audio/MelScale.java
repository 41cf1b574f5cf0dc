package org.menura.model.audio;

/** Scales of perceived pitch (S. S. Stevens et al. 1937) as they are in use. */
public enum MelScale {
    /** {@code 2595 log10(1 + f / 700)}: HTK, and Kaldi up to rounding. */
    HTK {
        @Override
        public double fromHertz(double f) {
            return 2595 * Math.log10(1 + f / 700);
        }

        @Override
        public double toHertz(double mel) {
            return 700 * (Math.pow(10, mel / 2595) - 1);
        }
    },
    /** Linear up to 1 kHz, then logarithmic (M. Slaney's Auditory Toolbox 1998): librosa's default and Whisper's. */
    SLANEY {
        @Override
        public double fromHertz(double f) {
            return f < 1000 ? 3 * f / 200 : 15 + 27 * Math.log(f / 1000) / Math.log(6.4);
        }

        @Override
        public double toHertz(double mel) {
            return mel < 15 ? 200 * mel / 3 : 1000 * Math.exp((mel - 15) * Math.log(6.4) / 27);
        }
    };

    /** Converts a frequency in hertz to mels. */
    public abstract double fromHertz(double f);

    /** Converts mels to a frequency in hertz. */
    public abstract double toHertz(double mel);
}
