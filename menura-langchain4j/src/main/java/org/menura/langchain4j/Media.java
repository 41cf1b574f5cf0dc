package org.menura.langchain4j;

import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.menura.chat.Content;
import org.menura.format.FormatException;
import org.menura.format.audio.AudioFiles;
import org.menura.format.audio.AudioStream;
import org.menura.format.image.Image;
import org.menura.format.image.ImageFiles;

/** Images and audio as LangChain4j carries them. Nothing is fetched from a network. */
final class Media {
    private static final int MAX_SECONDS = 600;

    private Media() {}

    /** Returns the bytes of a file that are given in one of three ways. */
    static byte[] bytes(@Nullable URI url, @Nullable String base64, byte @Nullable [] binary, String kind) {
        if (binary != null) {
            return binary;
        }
        if (base64 != null) {
            return decoded(base64, kind);
        }
        String scheme = url == null || url.getScheme() == null ? "" : url.getScheme();
        if (url != null && scheme.equals("data") && url.toString().contains(";base64,")) {
            return decoded(url.toString().substring(url.toString().indexOf(";base64,") + 8), kind);
        }
        if (url != null && scheme.equals("file")) {
            try {
                return Files.readAllBytes(Path.of(url));
            } catch (IOException e) {
                throw new InvalidRequestException("the %s %s cannot be read: %s".formatted(kind, url, e), e);
            }
        }
        throw new UnsupportedFeatureException(
                "%s at network addresses is not supported, as this model runs in the process; give it as Base64"
                        .formatted(kind));
    }

    private static byte[] decoded(String base64, String kind) {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException("the %s is not Base64: %s".formatted(kind, e.getMessage()), e);
        }
    }

    static Content.Image image(byte[] file) {
        return new Content.Image(picture(file));
    }

    static Image picture(byte[] file) {
        try {
            return ImageFiles.read(file, "the image");
        } catch (FormatException e) {
            throw new InvalidRequestException(e.getMessage(), e);
        }
    }

    static Content.Audio audio(byte[] file) {
        try (AudioStream in = sound(file)) {
            int rate = in.rate();
            return new Content.Audio(AudioFiles.readMono(in, rate, MAX_SECONDS), rate);
        } catch (FormatException e) {
            throw new InvalidRequestException(e.getMessage(), e);
        }
    }

    static AudioStream sound(byte[] file) {
        try {
            return AudioFiles.open(new ByteArrayInputStream(file), "the audio");
        } catch (FormatException e) {
            throw new InvalidRequestException(e.getMessage(), e);
        }
    }
}
