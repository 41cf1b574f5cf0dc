package org.menura.generate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.chat.Content;
import org.menura.chat.Message;
import org.menura.chat.Role;
import org.menura.format.FormatException;
import org.menura.format.Modality;
import org.menura.format.image.Image;
import org.menura.format.image.ImageFiles;
import org.menura.generate.image.ImageRequest;
import org.menura.generate.image.Motion;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.prompt.MultimodalProcessor;
import org.menura.generate.prompt.Processors;
import org.menura.generate.sample.Sampler;
import org.menura.generate.sample.SamplingParams;
import org.menura.generate.session.Generator;
import org.menura.generate.session.Prompt;
import org.menura.generate.session.Session;
import org.menura.generate.speculate.PromptLookup;
import org.menura.generate.speculate.SpeculativeSequence;
import org.menura.model.ForwardBatch;
import org.menura.model.InputEmbeds;
import org.menura.model.multimodal.InputModality;
import org.menura.model.multimodal.Inputs;
import org.menura.model.vision.ImageProcessor;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;

/** A model that sees, hears and draws. */
@Tag("slow")
class MediaGeneratorTest {
    private static final int IMAGE = 27;
    private static final int AUDIO = 28;
    private static final Image IMAGE_A = ImageFiles.read(TestData.path("images/rgb.png"));
    private static final Image IMAGE_B = ImageFiles.read(TestData.path("images/orientation-3.png"));
    private static final Content A = new Content.Image(IMAGE_A);
    private static final Content B = new Content.Image(IMAGE_B);
    private static final Content.Audio BEEP = sound(16_000, 0.3);

    @TempDir
    private Path folder;

    private static Content.Audio sound(int rate, double seconds) {
        float[] samples = new float[(int) (rate * seconds)];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) Math.sin(2 * Math.PI * 440 * i / rate);
        }
        return new Content.Audio(samples, rate);
    }

    private static Content text(String text) {
        return new Content.Text(text);
    }

    private static Generator.Options options(int most) {
        return new Generator.Options(most, Set.of(24), List.of(), Generator.NO_LOG_PROBS);
    }

    private static Sampler greedy() {
        return new Sampler(SamplingParams.greedy());
    }

    /** Never says a special token. */
    private static Sampler words() {
        Map<Integer, Float> never = new HashMap<>();
        IntStream.range(24, 32).forEach(i -> never.put(i, Float.NEGATIVE_INFINITY));
        return new Sampler(
                SamplingParams.builder().temperature(0).logitBias(never).build());
    }

    private static MediaGenerator.Answer answer(LoadedModel.Decoder bundle, long seed, Prompt prompt) {
        ImageRequest request = MediaGenerator.usual(bundle).withSeed(seed);
        return new MediaGenerator(bundle, request, (_, _, _) -> {})
                .generate(new Session(bundle.model()), prompt, greedy(), options(9), _ -> {});
    }

    @Test
    void picturesAndSoundsLieWhereTheyStandInTheText() throws IOException {
        LoadedModel.Decoder bundle = OmniFolder.random(folder);
        Message message = new Message(Role.USER, List.of(text("w5"), B, text("w6"), BEEP, A, text("w7 <|image|>")));
        Prompt prompt = new MultimodalProcessor(bundle).of(List.of(message));
        int[] expected = {
            31, 25, 5, IMAGE, IMAGE, IMAGE, IMAGE, 6, AUDIO, AUDIO, AUDIO, AUDIO, IMAGE, IMAGE, IMAGE, IMAGE, 7
        };
        assertArrayEquals(expected, Arrays.copyOf(prompt.ids(), expected.length));
        assertArrayEquals(
                IntStream.range(0, expected.length)
                        .filter(i -> expected[i] == IMAGE || expected[i] == AUDIO)
                        .toArray(),
                TestData.at(prompt),
                "what a user writes is never taken for a picture");
        assertEquals(26, prompt.ids()[prompt.ids().length - 1]);

        InputModality eye = Objects.requireNonNull(bundle.senses()).sense(Modality.IMAGE);
        ImageProcessor processor = Processors.pictures(bundle.source());
        float[] a = eye.perceive(Inputs.of(processor.pixels(List.of(processor.prepare(IMAGE_A)))))
                .rows()
                .toFloats();
        assertArrayEquals(a, prompt.embeds().getFirst().rows().rows(4, 8).toFloats(), 1e-5f);
        Tensor mels = Processors.sounds(bundle.source()).alone(BEEP.samples());
        assertEquals(30, mels.dim(1), "a short sound costs no more than its length");
        float[] heard = bundle.senses()
                .sense(Modality.AUDIO)
                .perceive(Inputs.of(mels.reshape(1, 8, 30)))
                .rows()
                .toFloats();
        assertArrayEquals(heard, prompt.embeds().getLast().rows().toFloats(), 0);
    }

    @Test
    void soundsOfAnyRateAreHeard() throws IOException {
        MultimodalProcessor prompts = new MultimodalProcessor(OmniFolder.random(folder));
        float[] usual = prompts.of(List.of(new Message(Role.USER, List.of(BEEP))))
                .embeds()
                .getFirst()
                .rows()
                .toFloats();
        float[] half = prompts.of(List.of(new Message(Role.USER, List.of(sound(8000, 0.3)))))
                .embeds()
                .getFirst()
                .rows()
                .toFloats();
        assertEquals(usual.length, half.length);
        FormatException e = assertThrows(
                FormatException.class, () -> prompts.of(List.of(new Message(Role.USER, List.of(sound(16_000, 2.5))))));
        assertEquals("a sound of 2.5 s is too long for this model, which hears 2.0 s at a time", e.getMessage());
    }

    @Test
    void twoTurnsAreOnePrompt() throws IOException {
        LoadedModel.Decoder bundle = OmniFolder.random(folder);
        ChatSession chat = new ChatSession(bundle, null, words(), options(4));
        chat.say(List.of(A, text("w5 w6")), _ -> {});
        MediaGenerator.Answer second = chat.say(List.of(text("w7"), BEEP, B), _ -> {});
        List<Message> all = chat.messages();
        Prompt whole = new MultimodalProcessor(bundle).of(all.subList(0, 3));
        MediaGenerator.Answer once =
                new MediaGenerator(bundle).generate(new Session(bundle.model()), whole, words(), options(4), _ -> {});
        assertEquals(once.result().tokens(), second.result().tokens());
        assertTrue(
                second.result().promptTokens() < once.result().promptTokens() - 6, "the first turn is not read again");
        int[] read = chat.sequence().tokens();
        assertArrayEquals(whole.ids(), Arrays.copyOf(read, whole.ids().length));
        Session other = new Session(bundle.model());
        List<InputEmbeds> nothing = whole.embeds().stream()
                .map(e -> new InputEmbeds(
                        e.at(), Tensor.zeros(e.at().length, e.rows().dim(1))))
                .toList();
        Prompt swapped = new Prompt(whole.ids(), nothing, false);
        assertNotEquals(other.feed(swapped)[3], new Session(bundle.model()).feed(whole)[3], "media count");
    }

    @Test
    void signalsBecomeAPicture() throws IOException {
        LoadedModel.Decoder bundle = OmniFolder.drawing(folder, 2);
        List<Content> heard = new ArrayList<>();
        ChatSession chat = new ChatSession(bundle, null, greedy(), options(9));
        MediaGenerator.Answer first = chat.say(List.of(text("w3")), heard::add);
        assertFalse(first.isBroken());
        assertEquals(List.of(10, 11, 29, 30, 12, 24), first.result().tokens());
        assertEquals(3, first.parts().size(), first.parts().toString());
        assertEquals("w10 w11", ((Content.Text) first.parts().get(0)).text().strip());
        Image drawn = ((Content.Image) first.parts().get(1)).image();
        assertEquals(16, drawn.width());
        assertEquals(16, drawn.height());
        assertEquals("w12", ((Content.Text) first.parts().get(2)).text().strip());
        assertTrue(heard.stream().noneMatch(p -> p instanceof Content.Text(String t) && t.contains("IMG")), "" + heard);

        // What it drew stands in the conversation as the signals that it said, and is not read again.
        MediaGenerator.Answer second = chat.say(List.of(text("w4")), _ -> {});
        assertEquals(4, second.result().promptTokens());
        int[] read = chat.sequence().tokens();
        assertArrayEquals(new int[] {31, 25, 3, 26, 10, 11, 29, 30, 12, 24, 25, 4, 26}, Arrays.copyOf(read, 13));
        assertNotEquals(first.parts().get(1), second.parts().get(1), "each drawing has a seed of its own");
    }

    @Test
    void theSameSeedDrawsTheSame() throws IOException {
        LoadedModel.Decoder bundle = OmniFolder.drawing(folder, 2);
        Prompt prompt = new MultimodalProcessor(bundle).of(List.of(Message.user("w3", List.of(A))));
        List<Content> first = answer(bundle, 5, prompt).parts();
        assertEquals(first, answer(bundle, 5, prompt).parts());
        assertEquals(first, answer(OmniFolder.open(folder, 1), 5, prompt).parts());
        assertNotEquals(first, answer(bundle, 6, prompt).parts());
        assertEquals(3, MediaGenerator.usual(bundle).steps());
        Image image = new MediaGenerator(bundle, MediaGenerator.usual(bundle).withSeed(5), (_, _, _) -> {}).draw("w3");
        assertEquals(first.get(1), new Content.Image(image));
    }

    @Test
    void whatAPictureIsAskedForIsDrawnAsAVideo() throws IOException {
        LoadedModel.Decoder bundle = OmniFolder.drawing(folder, 2);
        ImageRequest request = MediaGenerator.usual(bundle).withSteps(4);
        Image image = new MediaGenerator(bundle, request, (_, _, _) -> {}).draw("w3");
        List<Image> video = new MediaGenerator(bundle, request, (_, _, _) -> {}).draw("w3", new Motion(2, 4, 0));
        assertEquals(2, video.size());
        assertEquals(image.toString(), video.getFirst().toString());
        assertNotEquals(video.get(0), video.get(1));
    }

    @Test
    void partOfASignalAsksForNothing() throws IOException {
        LoadedModel.Decoder bundle = OmniFolder.drawing(folder, 1);
        MediaGenerator.Answer answer = answer(bundle, 0, Prompt.of(20)); // goes on with the last signal token
        assertEquals(List.of(30, 12, 24), answer.result().tokens());
        assertTrue(answer.isBroken());
        assertEquals("w12", answer.result().text().strip());
        assertEquals(1, answer.parts().size());
        // The tokens of a prompt are no signals, whatever they are.
        MediaGenerator.Answer given = answer(bundle, 0, Prompt.of(29, 30));
        assertEquals(1, given.parts().size());
        assertFalse(given.isBroken());
        // A signal whose last token is the last that may be generated is complete.
        MediaGenerator.Answer cut = new MediaGenerator(bundle)
                .generate(new Session(bundle.model()), Prompt.of(11), greedy(), options(2), _ -> {});
        assertEquals(List.of(29, 30), cut.result().tokens());
        assertEquals(1, cut.parts().size());
        assertTrue(cut.parts().getFirst() instanceof Content.Image);
    }

    @Test
    void whatAModelHasNoSenseForIsRefused() throws IOException {
        String clip = "{\"image_processor_type\": \"CLIPImageProcessor\", \"size\": {\"shortest_edge\": 12},"
                + " \"crop_size\": {\"height\": 12, \"width\": 12}}";
        String template =
                "{% for m in messages %}{% for p in m.content %}{% if p.type == 'text' %}{{ p.text }}{% else %}"
                        + "<{{ p.type }}>{% endif %} {% endfor %}{% endfor %}";
        LoadedModel.Decoder llava =
                OmniFolder.open(SeeingFolder.of(folder, "llava", 80, Map.of(79, "<image>"), template, clip), 1);
        Message heard = new Message(Role.USER, List.of(BEEP, text("w5")));
        assertEquals(
                "this model takes no input of the kind audio; it takes text, image",
                assertThrows(FormatException.class, () -> new MultimodalProcessor(llava).of(List.of(heard)))
                        .getMessage());
        FormatException e = assertThrows(FormatException.class, () -> new MediaGenerator(llava).draw("w5"));
        assertTrue(e.getMessage().contains("draws nothing"), e.getMessage());
    }

    @Test
    void guessingAheadGoesWithTextAlone() throws IOException {
        LoadedModel.Decoder bundle = OmniFolder.drawing(folder, 1);
        ChatSession chat = new ChatSession(
                bundle,
                null,
                greedy(),
                options(3),
                new MediaGenerator(bundle),
                () -> new SpeculativeSequence(new Session(bundle.model()), new PromptLookup(), 3));
        assertEquals("w10 w11", chat.say("w3", _ -> {}).text().strip());
        assertThrows(FormatException.class, () -> chat.say(List.of(A), _ -> {}));
        assertEquals(2, chat.messages().size());
    }

    @Test
    void aMissingGeneratorIsSaid() throws IOException {
        LoadedModel.Decoder bundle = OmniFolder.drawing(folder, 1);
        Files.delete(folder.resolve("generator/model_index.json"));
        FormatException e = assertThrows(FormatException.class, () -> new MediaGenerator(bundle).draw("w3"));
        assertTrue(e.getMessage().contains("model_index.json"), e.getMessage());
    }

    @Test
    void placesInThePromptAreFilledInOrder() {
        assertEquals(
                List.of(BEEP, text("w1 "), B, text(" w2 "), A),
                Message.user("w1 <image> w2 <image>", List.of(B, BEEP, A)).content());
        assertEquals(
                List.of(A, B, text("<audio>?")),
                Message.user("<audio>?", List.of(A, B)).content());
        assertEquals(List.of(A, text("")), Message.user("", List.of(A)).content());
        assertThrows(IllegalArgumentException.class, () -> Message.user("<image><image>", List.of(A)));
    }

    @Test
    void aSessionKnowsTheHiddenStateOfItsLastToken() throws IOException {
        LoadedModel.Decoder bundle = OmniFolder.random(folder);
        Session session = new Session(bundle.model());
        Session.Mark mark = session.mark();
        session.feed(1, 2, 3);
        ForwardBatch step = ForwardBatch.whole(new int[] {1, 2, 3}).withHidden();
        bundle.model().forward(step);
        assertArrayEquals(step.hidden().rows(2, 3).toFloats(), session.hidden(), 1e-5f);
        session.rewind(mark, 2);
        assertArrayEquals(step.hidden().rows(1, 2).toFloats(), session.hidden(), 1e-5f);
        assertArrayEquals(session.hidden(), session.fork().hidden(), 0);
        assertThrows(IllegalStateException.class, ForwardBatch.whole(new int[] {1})::hidden);
    }

    private static MediaGenerator.Answer guide(Path folder, Path picture, Sampler sampler, List<Image> drawn) {
        Generator.Options options = options(9);
        // guide
        LoadedModel.Decoder model = (LoadedModel.Decoder) LoadedModel.open(folder, new CpuBackend());
        ChatSession chat = new ChatSession(model, null, sampler, options);
        List<Content> said = List.of(new Content.Image(ImageFiles.read(picture)), new Content.Text("What is this?"));
        MediaGenerator.Answer answer = chat.say(said, part -> {
            switch (part) {
                case Content.Text(String text) -> System.out.print(text);
                case Content.Image(Image image) -> drawn.add(image);
                default -> {}
            }
        });
        // end
        return answer;
    }

    @Test
    void theGuideRuns() throws IOException {
        OmniFolder.drawing(folder, 1);
        List<Image> drawn = new ArrayList<>();
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            MediaGenerator.Answer answer = guide(folder, TestData.path("images/rgb.png"), greedy(), drawn);
            assertEquals(answer.result().text(), printed.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(before);
        }
        assertEquals(1, drawn.size());
        Path root = TestData.path("..").normalize();
        String self = Files.readString(
                root.resolve("menura-generate/src/test/java/org/menura/generate/MediaGeneratorTest.java"));
        int start = self.indexOf("// guide\n") + 9;
        String code = self.substring(start, self.indexOf("        // end\n", start))
                .stripTrailing()
                .stripIndent();
        assertTrue(Files.readString(root.resolve("docs/media.md")).contains(code), "the guide's example is another");
    }
}
