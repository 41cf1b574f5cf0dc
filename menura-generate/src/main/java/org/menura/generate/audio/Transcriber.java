package org.menura.generate.audio;

import java.util.function.Consumer;
import org.menura.format.audio.AudioStream;
import org.menura.model.VoiceDetector;

/**
 * A transcriber of speech in audio of any length, window by window, which passes segments on as it decodes them. Not
 * thread-safe.
 */
public final class Transcriber {
    /** What a model that has heard less of a window has not understood at all. */
    private static final double LEAST_SECONDS = 0.2;

    private final SpeechBundle bundle;
    private final VoiceDetector detector;
    private final TranscribeOptions options;

    /**
     * Creates a transcriber.
     *
     * @param detector voice activity detector that finds the speech
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
     * Transcribes an audio stream to its end.
     *
     * @param to gets each segment as soon as it is decoded, in order
     * @return the sound's length in seconds
     * @throws org.menura.format.FormatException if the sound is damaged, or the model does not know the language
     */
    public double transcribe(AudioStream sound, Consumer<Segment> to) {
        HeardBlocks blocks = new HeardBlocks(sound, detector);
        return transcribe(blocks::next, to);
    }

    /**
     * Transcribes a recording that is listened to already, to its end.
     *
     * @param to gets each segment as soon as it is decoded, in order
     * @return the sound's length in seconds
     * @throws org.menura.format.FormatException if the sound is damaged, or the model does not know the language
     */
    public static double transcribe(
            Listening sound, SpeechBundle bundle, TranscribeOptions options, Consumer<Segment> to) {
        return new Transcriber(bundle, sound.detector(), options).transcribe(sound::next, to);
    }

    private double transcribe(HeardBlocks.Source sound, Consumer<Segment> to) {
        SpeechDecoder decoder = new SpeechDecoder(bundle, options);
        SpeechWindows windows = new SpeechWindows(detector, bundle.features().samples(), w -> read(w, decoder, to));
        return (double) windows.cut(sound) / bundle.features().rate();
    }

    /** Decodes a window; where the model ends before the speech does, it hears the rest by itself. */
    private void read(SpeechWindow window, SpeechDecoder decoder, Consumer<Segment> to) {
        SpeechWindow left = window;
        while (left != null) {
            SpeechDecoder.Heard heard = decoder.decode(left);
            heard.segments().forEach(to);
            left = heard.until() < LEAST_SECONDS
                    ? null
                    : left.after(heard.until(), bundle.features().rate(), heard.complete());
        }
    }
}
