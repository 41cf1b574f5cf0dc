package org.menura.model.vision;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.format.FormatException;
import org.menura.format.image.Image;
import org.menura.format.json.Json;
import org.menura.model.Config;
import org.menura.tensor.Tensor;

class ImageProcessorTest {
    private static ImageProcessor of(String json) {
        byte[] bytes = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return ImageProcessor.of(new Config(Json.parse(bytes, "p.json"), "p.json"));
    }

    private static Image grey(int width, int height, int value) {
        byte[] samples = new byte[width * height * 3];
        Arrays.fill(samples, (byte) value);
        return new Image(width, height, 3, samples);
    }

    private static Image only(ImageProcessor p, Image image) {
        Prepared prepared = p.prepare(image);
        assertEquals(1, prepared.frames().size());
        return prepared.frames().getFirst();
    }

    @Test
    void shortestEdgeAndCrop() {
        ImageProcessor p = of("{'size': 10, 'crop_size': {'height': 8, 'width': 12}, 'image_processor_type':"
                + " 'CLIPImageProcessorFast'}");
        Image image = only(p, grey(40, 21, 200));
        assertEquals(12, image.width());
        assertEquals(8, image.height());
        assertEquals(200, image.at(0, 0, 0));
    }

    /** As in transformers 5.24. */
    @Test
    void squaresAreOfAnEdgeUpTo4096() {
        String kind = "'image_processor_type': 'SmolVLMImageProcessor', 'max_image_size': {'longest_edge': 512}";
        byte[] samples = new byte[2048 * 512 * 3];
        new Random(1).nextBytes(samples);
        Image noise = new Image(2048, 512, 3, samples);
        List<Image> frames = of("{%s, 'size': {'longest_edge': 2048}}".formatted(kind))
                .prepare(noise)
                .frames();
        assertEquals(5, frames.size());
        assertEquals(noise.at(511, 300, 1), frames.get(0).at(511, 300, 1));
        assertEquals(noise.at(512, 0, 2), frames.get(1).at(0, 0, 2));
        assertEquals(
                9,
                of("{%s, 'size': {'longest_edge': 5000}}".formatted(kind))
                        .prepare(grey(5000, 8, 7))
                        .frames()
                        .size());
    }

    /** The means that transformers 4.56 and 5.24 take where none are given. */
    @Test
    void deitIsCentredAtHalf() {
        ImageProcessor p = of("{'image_processor_type': 'DeiTImageProcessor'}");
        assertEquals(1, p.pixels(List.of(p.prepare(grey(4, 4, 255)))).toFloats()[0]);
    }

    @Test
    void whatTheCropLacksIsBlack() {
        ImageProcessor p = of("{'do_resize': false, 'crop_size': 9, 'image_processor_type': 'CLIPFeatureExtractor'}");
        Image image = only(p, grey(6, 20, 90));
        assertEquals(9, image.width());
        // The odd column is added on the left.
        assertEquals(0, image.at(1, 4, 0));
        assertEquals(90, image.at(2, 4, 0));
        assertEquals(90, image.at(7, 4, 0));
        assertEquals(0, image.at(8, 4, 0));
    }

    @Test
    void llavaMayPadToASquareOfTheMeanColour() {
        ImageProcessor p = of("{'image_processor_type': 'LlavaImageProcessor', 'do_pad': true, 'do_center_crop': false,"
                + " 'size': {'shortest_edge': 8}, 'image_mean': [1.0, 0.5, 0.0]}");
        Image image = only(p, grey(8, 2, 77));
        assertEquals(8, image.width());
        assertEquals(8, image.height());
        assertEquals(255, image.at(0, 0, 0));
        assertEquals(127, image.at(0, 0, 1));
        assertEquals(0, image.at(0, 7, 2));
        assertEquals(77, image.at(3, 3, 1));
    }

    @ParameterizedTest
    // Width and height of the picture; rows and columns of squares.
    @CsvSource({"100, 100, 2, 2", "100, 40, 1, 2", "40, 100, 2, 1", "300, 100, 1, 2", "100, 10, 1, 2", "8, 8, 2, 2"})
    void largePicturesAreCutIntoSquares(int width, int height, int rows, int columns) {
        ImageProcessor p = of("{'image_processor_type': 'Idefics3ImageProcessor', 'size': {'longest_edge': 32},"
                + " 'max_image_size': {'longest_edge': 16}}");
        Prepared prepared = p.prepare(grey(width, height, 9));
        assertEquals(rows, prepared.rows());
        assertEquals(columns, prepared.columns());
        assertEquals(rows * columns + 1, prepared.frames().size());
        assertTrue(prepared.frames().stream().allMatch(f -> f.width() == 16 && f.height() == 16));
    }

    @Test
    void withoutSplittingTheWholePictureIsOneSquare() {
        ImageProcessor p = of("{'image_processor_type': 'SmolVLMImageProcessor', 'size': {'longest_edge': 32},"
                + " 'max_image_size': {'longest_edge': 16}, 'do_image_splitting': false}");
        Prepared prepared = p.prepare(grey(50, 20, 9));
        assertEquals(0, prepared.rows());
        assertEquals(16, prepared.frames().getFirst().width());
    }

    @Test
    void picturesThatAreNotBroughtToTheLongestEdgeAreCutAsTheyAre() {
        ImageProcessor p = of("{'image_processor_type': 'Idefics3ImageProcessor', 'size': {'longest_edge': 64},"
                + " 'max_image_size': {'longest_edge': 16}, 'do_resize': false}");
        Prepared prepared = p.prepare(grey(20, 40, 9));
        assertEquals(3, prepared.rows());
        assertEquals(2, prepared.columns());
        assertTrue(prepared.frames().stream().allMatch(f -> f.width() == 16 && f.height() == 16));
    }

    @Test
    void numbersAreRescaledAndNormalised() {
        ImageProcessor p = of("{'image_processor_type': 'ViTImageProcessor', 'size': {'height': 1, 'width': 2},"
                + " 'image_mean': [0.1, 0.2, 0.3], 'image_std': 0.5}");
        Tensor pixels = p.pixels(List.of(p.prepare(grey(2, 1, 51)), p.prepare(grey(2, 1, 255))));
        assertArrayEquals(new long[] {2, 3, 1, 2}, pixels.shape().toArray());
        float[] expected = {0.2f, 0.2f, 0, 0, -0.2f, -0.2f, 1.8f, 1.8f, 1.6f, 1.6f, 1.4f, 1.4f};
        assertArrayEquals(expected, pixels.toFloats(), 1e-6f);
        ImageProcessor raw = of("{'image_processor_type': 'ViTImageProcessor', 'size': 1, 'do_rescale': false,"
                + " 'do_normalize': false}");
        assertEquals(51, raw.pixels(List.of(raw.prepare(grey(3, 3, 51)))).toFloats()[0]);
    }

    @Test
    void opacityIsDroppedOrShownOnWhite() {
        Image clear = new Image(1, 1, 4, new byte[] {10, 20, 30, 0});
        String size = "'size': {'height': 1, 'width': 1}}";
        assertEquals(
                10,
                only(of("{'image_processor_type': 'SiglipImageProcessor', " + size), clear)
                        .at(0, 0, 0));
        ImageProcessor white = of("{'image_processor_type': 'Idefics3ImageProcessor', 'size': {'longest_edge': 1},"
                + " 'max_image_size': {'longest_edge': 1}}");
        assertEquals(255, white.prepare(clear).frames().getFirst().at(0, 0, 0));
    }

    /** The sizes that transformers 5.24 gives a picture of 40 x 21. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "Blip; 'size': {'shortest_edge': 10, 'longest_edge': 100}; 19; 10",
                "Blip; 'size': {'shortest_edge': 30, 'longest_edge': 27}; 27; 14",
                "ViT; 'size': {'shortest_edge': 30, 'longest_edge': 40}; 40; 21",
                "Blip; 'size': {'max_height': 13, 'max_width': 17}; 17; 8",
                "ViT; 'size': {'max_height': 63, 'max_width': 900}; 120; 63",
                "CLIP; 'size': [7, 9], 'do_center_crop': false; 9; 7",
                "CLIP; 'size': 7, 'do_center_crop': false, 'default_to_square': true; 7; 7",
                "Siglip; 'size': 7; 13; 7",
                "Siglip; 'do_center_crop': false; 224; 224",
                "CLIP; 'do_resize': false, 'crop_size': [5, 11]; 11; 5"
            })
    void sizesHaveManyForms(String kind, String fields, int width, int height) {
        Image image =
                only(of("{%s, 'image_processor_type': '%sImageProcessor'}".formatted(fields, kind)), grey(40, 21, 5));
        assertEquals(width, image.width());
        assertEquals(height, image.height());
    }

    @Test
    void picturesThatAreCutMayHaveAHeightAndAWidthFirst() {
        Prepared prepared = of("{'image_processor_type': 'SmolVLMImageProcessor', 'size': {'height': 18, 'width': 33},"
                        + " 'max_image_size': {'longest_edge': 16}}")
                .prepare(grey(40, 21, 9));
        assertEquals(2, prepared.rows());
        assertEquals(3, prepared.columns());
    }

    @Test
    void marginsAreZero() {
        ImageProcessor p = of("{'image_processor_type': 'ViTImageProcessor', 'size': {'max_height': 2, 'max_width': 2},"
                + " 'do_pad': true, 'pad_size': {'height': 3, 'width': 2}}");
        Tensor pixels = p.pixels(List.of(p.prepare(grey(4, 2, 255)), p.prepare(grey(2, 4, 255))));
        assertArrayEquals(new long[] {2, 3, 3, 2}, pixels.shape().toArray());
        float[] first = Arrays.copyOf(pixels.toFloats(), 6);
        assertArrayEquals(new float[] {1, 1, 0, 0, 0, 0}, first);
        float[] second = Arrays.copyOfRange(pixels.toFloats(), 18, 24);
        assertArrayEquals(new float[] {1, 0, 1, 0, 0, 0}, second);
        ImageProcessor large = of("{'image_processor_type': 'ViTImageProcessor', 'do_pad': true, 'pad_size': 3}");
        List<Prepared> one = List.of(large.prepare(grey(4, 4, 1)));
        assertThrows(FormatException.class, () -> large.pixels(one));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'image_processor_type': 'Qwen2VLImageProcessor'}",
                "{'resample': 9}",
                "{'size': {'height': 3}}",
                "{'size': -3}",
                "{'crop_size': {'height': 0, 'width': 1}}",
                "{'image_mean': [0.1, 0.2]}",
                "{'do_resize': 'yes'}"
            })
    void whatIsNotSupportedIsNamed(String json) {
        FormatException e = assertThrows(FormatException.class, () -> of(json));
        assertTrue(e.getMessage().startsWith("p.json"), e.getMessage());
    }

    @Test
    void framesOfDifferentSizesAreRefused() {
        ImageProcessor p = of("{'image_processor_type': 'ViTImageProcessor', 'do_resize': false}");
        List<Prepared> two = List.of(p.prepare(grey(2, 2, 1)), p.prepare(grey(3, 2, 1)));
        assertThrows(FormatException.class, () -> p.pixels(two));
    }
}
