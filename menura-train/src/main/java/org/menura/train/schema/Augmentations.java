package org.menura.train.schema;

import java.util.Optional;
import org.menura.train.media.AudioAugmentation;
import org.menura.train.media.Augmentation;
import org.menura.train.media.Background;
import org.menura.train.media.ImageAugmentation;

/** The recipe keys of the augmentation of images and audio. */
public final class Augmentations {
    private static final Section IMAGE = Section.of(
            "How pictures are changed at each look.",
            Key.real("shift", 0.0, "The most that they move each way, in pixels of the file's picture."),
            Key.share("scale", 0.0, false, "The most that they grow or shrink, as a share of their size."),
            Key.of("rotate", new Kind.Real(0, 180, true, true), 0.0, "The most that they turn each way, in degrees."),
            Key.share("flip", 0.0, true, "How likely they are mirrored, left to right."),
            Key.share("colour", 0.0, true, "How much brightness, contrast and saturation vary."),
            Key.share("noise", 0.0, false, "Standard deviation of noise, as a share of the whole range."),
            Key.text(
                    "background",
                    "white",
                    "What transparent pictures lie on: white, black, grey, #rrggbb, or random in training."));

    private static final Section AUDIO = Section.of(
            "How sounds are changed at each hearing.",
            Key.real("gain", 0.0, "The most that they become louder or quieter, in dB."),
            Key.share("tempo", 0.0, false, "The most that they become faster and higher, or slower, as a share."),
            Key.real("shift", 0.0, "The most that they come earlier or later, in seconds."),
            Key.real(
                    "noise",
                    null,
                    "How many dB white noise lies below them at least, by chance up to 60 more; none if not given."));

    /** The keys of a source's section {@code augment}. */
    public static final Section SECTION = Section.of(
            "How pictures and sounds are changed at each look.",
            Key.option("image", IMAGE),
            Key.option("audio", AUDIO));

    private Augmentations() {}

    /** What a section asks for. */
    static Augmentation of(Optional<Options> section) {
        return new Augmentation(
                section.flatMap(s -> s.optionalPart("image"))
                        .map(Augmentations::pictures)
                        .orElse(ImageAugmentation.NONE),
                section.flatMap(s -> s.optionalPart("audio"))
                        .map(Augmentations::sounds)
                        .orElse(AudioAugmentation.NONE));
    }

    private static ImageAugmentation pictures(Options o) {
        return new ImageAugmentation(
                o.number("shift"),
                o.number("scale"),
                o.number("rotate"),
                o.number("flip"),
                o.number("colour"),
                o.number("noise"),
                Background.of(o.text("background")));
    }

    private static AudioAugmentation sounds(Options o) {
        return new AudioAugmentation(
                o.number("gain"),
                o.number("tempo"),
                o.number("shift"),
                o.has("noise") ? o.number("noise") : Double.POSITIVE_INFINITY);
    }
}
