package org.menura.format.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.menura.format.Testdata;
import org.menura.format.safetensors.SafetensorsFile;
import org.menura.tensor.Tensor;

class ResizeTest {
    private static final SafetensorsFile RESIZED = SafetensorsFile.open(Testdata.path("images/resized.safetensors"));

    static List<String> cases() {
        return RESIZED.names().stream().filter(n -> n.contains(".")).sorted().toList();
    }

    /** Cases are called METHOD.WIDTHxHEIGHT. */
    @ParameterizedTest
    @MethodSource("cases")
    void givesPillowsBytes(String name) {
        Image image = image(RESIZED.tensor("image"));
        Image expected = image(RESIZED.tensor(name));
        Resampling method = Resampling.of(name.charAt(0) - '0');
        assertArrayEquals(
                expected.samples(),
                Resize.to(image, expected.width(), expected.height(), method).samples());
    }

    @Test
    void refusesSizesThatCannotBe() {
        Image image = new Image(1, 1, 1, new byte[1]);
        assertThrows(IllegalArgumentException.class, () -> Resize.to(image, 0, 1, Resampling.BICUBIC));
        assertThrows(IllegalArgumentException.class, () -> Resize.to(image, 1 << 20, 1 << 20, Resampling.BICUBIC));
    }

    private static Image image(Tensor pixels) {
        long[] values = pixels.toLongs();
        byte[] samples = new byte[values.length];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (byte) values[i];
        }
        return new Image(pixels.dim(1), pixels.dim(0), 3, samples);
    }
}
