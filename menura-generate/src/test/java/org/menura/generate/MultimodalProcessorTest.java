package org.menura.generate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.chat.Content;
import org.menura.chat.Message;
import org.menura.chat.Role;
import org.menura.format.FormatException;
import org.menura.format.Modality;
import org.menura.format.image.Image;
import org.menura.format.image.ImageFiles;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.prompt.MultimodalProcessor;
import org.menura.generate.sample.Sampler;
import org.menura.generate.sample.SamplingParams;
import org.menura.generate.session.Generator;
import org.menura.generate.session.Prompt;
import org.menura.generate.session.Session;
import org.menura.tensor.cpu.CpuBackend;

class MultimodalProcessorTest {
    private static final String CLIP = "{\"image_processor_type\": \"CLIPImageProcessor\","
            + " \"size\": {\"shortest_edge\": 12}, \"crop_size\": {\"height\": 12, \"width\": 12}}";
    private static final String PARTS = "{% for m in messages %}w1 {% for p in m.content %}"
            + "{% if p.type == 'image' %}<image> {% else %}{{ p.text }} {% endif %}{% endfor %}{% endfor %}w2";
    private static final String TEXTS = "{% for m in messages %}{{ 'w1 ' + m.content + ' ' }}{% endfor %}w2";
    private static final Image PICTURE = ImageFiles.read(TestData.path("images/rgb.png"));

    @TempDir
    private Path folder;

    private static LoadedModel.Decoder open(Path folder) {
        return (LoadedModel.Decoder) LoadedModel.open(folder, new CpuBackend(2));
    }

    private LoadedModel.Decoder llava(String template) throws IOException {
        return open(SeeingFolder.of(folder, "llava", 80, Map.of(79, "<image>"), template, CLIP));
    }

    @Test
    void aTemplateOfPartsPutsPicturesBetweenWords() throws IOException {
        MultimodalProcessor prompts = new MultimodalProcessor(llava(PARTS));
        Message message = new Message(
                Role.USER,
                List.of(
                        new Content.Text("w5"),
                        new Content.Image(PICTURE),
                        new Content.Text("w6 <image>"),
                        new Content.Image(PICTURE)));
        Prompt prompt = prompts.of(List.of(message));
        assertEquals(18, TestData.at(prompt).length);
        assertArrayEquals(IntStream.range(2, 11).toArray(), Arrays.copyOf(TestData.at(prompt), 9));
        assertEquals(1, prompt.ids()[0]);
        assertEquals(5, prompt.ids()[1]);
        assertEquals(6, prompt.ids()[11]);
        // What a user writes is never taken for a picture.
        assertArrayEquals(IntStream.range(13, 22).toArray(), Arrays.copyOfRange(TestData.at(prompt), 9, 18));
        assertEquals(2, prompt.ids()[prompt.ids().length - 1]);
    }

    @Test
    void aTemplateOfTextsAndNoTemplateWillDo() throws IOException {
        Prompt prompt = new MultimodalProcessor(llava(TEXTS)).of(List.of(Message.user(List.of(PICTURE), "w7")));
        assertEquals(12, prompt.ids().length);
        assertArrayEquals(IntStream.range(1, 10).toArray(), TestData.at(prompt));
        Files.delete(folder.resolve("chat_template.jinja"));
        Prompt bare = new MultimodalProcessor(open(folder)).of(List.of(Message.user(List.of(PICTURE), "w7")));
        assertArrayEquals(IntStream.range(0, 9).toArray(), TestData.at(bare));
        assertEquals(7, bare.ids()[9]);
    }

    @Test
    void picturesWithoutAPlaceAreOnLinesOfTheirOwn() throws IOException {
        Path made = SeeingFolder.of(folder, "llava", 80, Map.of(79, "<image>", 78, "\n"), PARTS, CLIP);
        MultimodalProcessor prompts = new MultimodalProcessor(open(made));
        List<Content> one = List.of(new Content.Image(PICTURE));
        List<Content> two = List.of(new Content.Image(PICTURE), new Content.Image(PICTURE));
        assertEquals(List.of(78, 5), words(prompts.raw("w5", one)));
        assertEquals(List.of(5, 6), words(prompts.raw("w5<image>w6", one)));
        assertEquals(List.of(6), words(prompts.raw("<image>w6", one)));
        assertEquals(List.of(78, 5, 6), words(prompts.raw("w5<image>w6", two)));
        assertEquals(List.of(1, 5, 2), words(prompts.of(List.of(Message.user("w5", one)))), "a chat");
        assertThrows(IllegalArgumentException.class, () -> prompts.raw("<image><image>", one));
        Files.delete(made.resolve("chat_template.jinja"));
        MultimodalProcessor bare = new MultimodalProcessor(open(made));
        assertEquals(List.of(5, 6), words(bare.of(List.of(Message.user("w5<image>w6", one)))));
        assertEquals(List.of(78, 5), words(bare.of(List.of(Message.user("w5", one)))));
    }

    private static List<Integer> words(Prompt prompt) {
        Set<Integer> seen = Arrays.stream(TestData.at(prompt)).boxed().collect(Collectors.toSet());
        return IntStream.range(0, prompt.ids().length)
                .filter(i -> !seen.contains(i))
                .mapToObj(i -> prompt.ids()[i])
                .toList();
    }

    @Test
    void aTemplateOfPartsIsGivenPartsWhereThereAreTextsAlone() throws IOException {
        LoadedModel.Decoder bundle = llava(PARTS);
        int[] ids = bundle.chat().encode(List.of(Message.user("w5 w6")));
        assertArrayEquals(new int[] {1, 5, 6, 2}, ids);
        assertArrayEquals(
                ids,
                bundle.chat()
                        .placedIds(bundle.chat()
                                .render(List.of(Message.user("w5 w6")), true)
                                .text()));
    }

    @Test
    void filesAreReadWhenTheyAreNeeded() throws IOException {
        MultimodalProcessor prompts = new MultimodalProcessor(llava(PARTS));
        Content file = new Content.MediaFile(Modality.IMAGE, TestData.path("images/rgb.png"));
        Prompt read = prompts.of(List.of(Message.user("w5", List.of(file))));
        Prompt given = prompts.of(List.of(Message.user(List.of(PICTURE), "w5")));
        assertArrayEquals(given.ids(), read.ids());
        assertArrayEquals(
                given.embeds().getFirst().rows().toFloats(),
                read.embeds().getFirst().rows().toFloats());
    }

    @Test
    void theAnswerDependsOnThePicture() throws IOException {
        LoadedModel.Decoder bundle = llava(PARTS);
        MultimodalProcessor prompts = new MultimodalProcessor(bundle);
        Prompt first = prompts.of(List.of(Message.user(List.of(PICTURE), "w5 w6")));
        Image other = ImageFiles.read(TestData.path("images/orientation-3.png"));
        Prompt second = prompts.of(List.of(Message.user(List.of(other), "w5 w6")));
        Generator.Result a = answer(bundle, first);
        assertEquals(a.tokens(), answer(bundle, first).tokens());
        assertTrue(!a.tokens().equals(answer(bundle, second).tokens()), "both get " + a.tokens());
        assertEquals(first.ids().length, a.promptTokens());
    }

    private static Generator.Result answer(LoadedModel.Decoder bundle, Prompt prompt) {
        Generator.Options options = new Generator.Options(12, Set.of(), List.of(), Generator.NO_LOG_PROBS);
        return new Generator(bundle.text().tokenizer())
                .generate(new Session(bundle.model()), prompt, new Sampler(SamplingParams.greedy()), options, null);
    }

    @Test
    void aSessionForgetsAndGoesOn() throws IOException {
        LoadedModel.Decoder bundle = llava(PARTS);
        Prompt prompt = new MultimodalProcessor(bundle).of(List.of(Message.user(List.of(PICTURE), "w5 w6")));
        Session session = new Session(bundle.model());
        Session.Mark mark = session.mark();
        session.feed(prompt);
        float[] expected = session.feed(9).clone();
        Session fork = session.fork();
        assertArrayEquals(expected, fork.logits(), 1e-5f);
        // Taken back into the middle of the picture, the rest of it is fed as words.
        session.rewind(mark, 5);
        float[] words = session.feed(Arrays.copyOfRange(prompt.ids(), 5, prompt.ids().length));
        assertTrue(Math.abs(words[0] - fork.feed(9)[0]) > 1e-4);
    }

    @Test
    void framesStandBetweenMarks() throws IOException {
        Map<Integer, String> special = new HashMap<>();
        special.put(79, "<image>");
        special.put(78, "<fake_token_around_image>");
        special.put(77, "<global-img>");
        special.put(76, "<row_1_col_1>");
        special.put(75, "<row_1_col_2>");
        String processor = "{\"image_processor_type\": \"Idefics3ImageProcessor\", \"size\": {\"longest_edge\": 32},"
                + " \"max_image_size\": {\"longest_edge\": 16}}";
        Path made = SeeingFolder.of(folder, "idefics3", 80, special, PARTS, processor);
        Image wide = new Image(32, 10, 3, new byte[960]);
        Prompt prompt = new MultimodalProcessor(open(made)).of(List.of(Message.user(List.of(wide), "w5")));
        int[] expected = {1, 78, 76, 79, 79, 79, 79, 78, 75, 79, 79, 79, 79, 78, 77, 79, 79, 79, 79, 78, 5, 2};
        assertArrayEquals(expected, prompt.ids());
        assertEquals(12, TestData.at(prompt).length);
    }

    @Test
    void picturesBeforeTheText() throws IOException {
        String siglip =
                "{\"image_processor_type\": \"SiglipImageProcessor\", \"size\": {\"height\": 12, \"width\": 12}}";
        Path made = SeeingFolder.of(folder, "paligemma", 80, Map.of(79, "<image>"), "", siglip);
        LoadedModel.Decoder bundle = open(made);
        Prompt prompt = new MultimodalProcessor(bundle).of(List.of(Message.user(List.of(PICTURE), "w5")));
        assertArrayEquals(IntStream.range(0, 9).toArray(), TestData.at(prompt));
        assertTrue(prompt.bidirectional());
        float[] read = new Session(bundle.model()).feed(prompt).clone();
        Prompt causal = new Prompt(prompt.ids(), prompt.embeds(), false);
        float[] other = new Session(bundle.model()).feed(causal);
        assertTrue(IntStream.range(0, 80).anyMatch(i -> Math.abs(read[i] - other[i]) > 1e-3));
    }

    /** PaliGemma's processor saves a tokenizer that begins no text, and begins it itself (transformers 5.24). */
    @Test
    void aTextBehindPicturesIsBegunOnce() throws IOException {
        String siglip =
                "{\"image_processor_type\": \"SiglipImageProcessor\", \"size\": {\"height\": 12, \"width\": 12}}";
        Path made = SeeingFolder.of(folder, "paligemma", 80, Map.of(79, "<image>", 2, "<bos>"), "", siglip);
        Files.writeString(
                made.resolve("tokenizer_config.json"), "{\"bos_token\": \"<bos>\", \"add_bos_token\": false}");
        MultimodalProcessor prompts = new MultimodalProcessor(open(made));
        for (String text : List.of("w5", "<bos>w5", "<image>w5")) {
            int[] ids = prompts.of(List.of(Message.user(text, List.of(new Content.Image(PICTURE)))))
                    .ids();
            assertArrayEquals(new int[] {2, 5}, Arrays.copyOfRange(ids, 9, ids.length), text);
        }
    }

    @Test
    void whatIsMissingIsSaid() throws IOException {
        LoadedModel.Decoder bundle = llava(PARTS);
        Files.delete(folder.resolve("preprocessor_config.json"));
        FormatException e = assertThrows(FormatException.class, () -> new MultimodalProcessor(bundle));
        assertTrue(e.getMessage().contains("preprocessor_config.json"), e.getMessage());
        LoadedModel.Decoder blind =
                (LoadedModel.Decoder) LoadedModel.open(TestData.path("golden/llama-gqa"), new CpuBackend(1));
        FormatException blindness = assertThrows(FormatException.class, () -> new MultimodalProcessor(blind));
        assertTrue(blindness.getMessage().contains("no pictures"), blindness.getMessage());
    }
}
