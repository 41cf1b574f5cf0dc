package org.menura.format.image;

import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import org.jspecify.annotations.Nullable;

/** The formats of files that hold pictures, known by their first bytes. */
enum ImageFormat {
    PNG,
    JPEG,
    WEBP,
    GIF,
    BMP,
    TIFF;

    /** The format of a file, or null if it is none of these. */
    static @Nullable ImageFormat of(byte[] file) {
        if (starts(file, 0, "\u0089PNG\r\n\u001a\n")) {
            return PNG;
        }
        if (starts(file, 0, "\u00ff\u00d8\u00ff")) {
            return JPEG;
        }
        if (starts(file, 0, "RIFF") && starts(file, 8, "WEBP")) {
            return WEBP;
        }
        if (starts(file, 0, "GIF87a") || starts(file, 0, "GIF89a")) {
            return GIF;
        }
        if (starts(file, 0, "II*\0") || starts(file, 0, "MM\0*")) {
            return TIFF;
        }
        return starts(file, 0, "BM") ? BMP : null;
    }

    private static boolean starts(byte[] file, int at, String magic) {
        byte[] bytes = magic.getBytes(StandardCharsets.ISO_8859_1);
        if (file.length < at + bytes.length) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if (file[at + i] != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    /** A decoder: TwelveMonkeys' where the JDK's does less, never whichever happens to be registered first. */
    ImageReader reader() throws IOException {
        return switch (this) {
            case JPEG -> jpegReaders().createReaderInstance(null);
            case WEBP -> new WebPImageReaderSpi().createReaderInstance(null);
            case TIFF -> new TIFFImageReaderSpi().createReaderInstance(null);
            case PNG, GIF, BMP -> ofJdk(name());
        };
    }

    /** Made by the registry, which tells it where the JDK's decoder is that it builds on. */
    private static JPEGImageReaderSpi jpegReaders() {
        IIORegistry registry = IIORegistry.getDefaultInstance();
        JPEGImageReaderSpi known = registry.getServiceProviderByClass(JPEGImageReaderSpi.class);
        if (known != null) {
            return known;
        }
        JPEGImageReaderSpi ours = new JPEGImageReaderSpi();
        registry.registerServiceProvider(ours);
        return ours;
    }

    private static ImageReader ofJdk(String name) {
        for (Iterator<ImageReader> i = ImageIO.getImageReadersByFormatName(name); i.hasNext(); ) {
            ImageReader reader = i.next();
            if (reader.getClass().getName().startsWith("com.sun.imageio.")) {
                return reader;
            }
        }
        throw new IllegalStateException("this Java runtime lacks a reader of " + name + " files");
    }
}
