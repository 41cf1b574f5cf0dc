package org.menura.generate.audio;

import java.util.function.Consumer;
import org.menura.format.audio.AudioStream;
import org.menura.format.audio.MonoStream;
import org.menura.model.VoiceDetector;

/** Writes down what is said in sounds of any length, window by window, as it hears them. Not thread-safe. */
public final class Transcriber {
    private final SpeechBundle bundle;
    private final VoiceDetector detector;
    private final TranscribeOptions options;

    /**
     * A transcriber.
     *
     * @param detector finds what is worth listening to
     * @throws IllegalArgumentException if detector and model hear different rates
     */
    public Transcriber(SpeechBundle bundle, VoiceDetector detector, TranscribeOptions options) {
        if (detector.rate() != bundle.features().rate()) {
            throw new IllegalArgumentException("the voice detector hears %d samples per second, the model %d"
                    .formatted(detector.rate(), bundle.features().rate()));
        }
        this.bundle = bundle;
        this.detector = detector;
        this.options = options;
    }

    /**
     * Listens to a sound to its end.
     *
     * @param to gets each stretch of speech as soon as it is written down, in order
     * @return the sound's length in seconds
     * @throws org.menura.format.FormatException if the sound is damaged, or the model does not know the language
     */
    public double transcribe(AudioStream sound, Consumer<Segment> to) {
        int rate = bundle.features().rate();
        SpeechDecoder decoder = new SpeechDecoder(bundle, options);
        SpeechWindows windows = new SpeechWindows(
                detector,
                bundle.features().samples(),
                w -> decoder.decode(w.sound(), (double) w.start() / rate).forEach(to));
        boolean fits = sound.channels() == 1 && sound.rate() == rate;
        return (double) windows.listen(fits ? sound : new MonoStream(sound, rate)) / rate;
    }
}
