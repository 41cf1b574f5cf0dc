package org.menura.train.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.chat.Content;
import org.menura.chat.Message;
import org.menura.chat.Role;
import org.menura.chat.template.ChatTemplate;
import org.menura.data.ChatEncoder;
import org.menura.data.Conversation;
import org.menura.data.Corpus;
import org.menura.data.Cursor;
import org.menura.data.Documents;
import org.menura.data.Examples;
import org.menura.data.JsonReader;
import org.menura.data.MediaFiles;
import org.menura.data.Packing;
import org.menura.data.ShardBuild;
import org.menura.data.TokenDocument;
import org.menura.data.TokenShards;
import org.menura.format.FormatException;
import org.menura.format.Modality;
import org.menura.format.json.Json;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.format.tokenizer.Tokenizers;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.prompt.MultimodalProcessor;
import org.menura.generate.session.Prompt;
import org.menura.model.Config;
import org.menura.model.load.ModelKind;
import org.menura.model.load.Models;
import org.menura.model.multimodal.MultimodalModel;
import org.menura.model.weights.Adapters;
import org.menura.model.weights.RandomParameters;
import org.menura.tensor.Rng;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuGradients;
import org.menura.tensor.grad.GradBackend;
import org.menura.tensor.grad.Parameter;
import org.menura.train.TrainableParameters;
import org.menura.train.data.Batch;
import org.menura.train.data.NextToken;
import org.menura.train.media.AudioAugmentation;
import org.menura.train.media.Augmentation;
import org.menura.train.media.Background;
import org.menura.train.media.ImageAugmentation;
import org.menura.train.perceive.MediaEmbedder;
import org.menura.train.perceive.MediaLayout;
import org.menura.train.perceive.MediaSource;
import org.menura.train.task.AccumulatingTask.Steps;
import org.menura.train.task.BatchReader;
import org.menura.train.task.LanguageModelTask;

/** Batches with pictures and sounds: laid out, packed, kept in shards, and learned from. */
@Tag("slow")
class PerceivedBatchesTest {
    private static final CpuBackend CPU = new CpuBackend(2);
    private static final GradBackend OPS = new GradBackend(CPU, new CpuGradients(CPU), false);

    @TempDir
    static Path folder;

    private static TrainableParameters parameters;
    private static MediaEmbedder perceiver;
    private static Tokenizer tokenizer;
    private static List<TokenDocument> documents;

    @BeforeAll
    static void omni() throws IOException {
        new SeeingWorkshop(folder);
        tokenizer = Tokenizers.fromFolder(folder.resolve("omni"));
        Config config = new Config(Json.parse(SeeingWorkshop.OMNI, "omni"), "omni");
        parameters = new TrainableParameters(new RandomParameters(1), name -> !name.startsWith("outputs."));
        MultimodalModel model = Models.build(ModelKind.MULTIMODAL, config, parameters, OPS, Adapters.NONE);
        perceiver = new MediaEmbedder(model, new MediaSource(folder.resolve("omni"), new MediaFiles()));
        documents = new ArrayList<>();
        MediaLayout layout = layout();
        try (Cursor<Conversation.Chat> chats = corpus().open()) {
            for (Conversation.Chat c = chats.next(); c != null; c = chats.next()) {
                documents.addAll(layout.documents(c.messages()));
            }
        }
    }

    private static Corpus<Conversation.Chat> corpus() {
        return new Corpus<>(List.of(folder.resolve("mixed.jsonl")), JsonReader.chats("messages"));
    }

    private static MediaLayout layout() {
        ChatEncoder chat = new ChatEncoder(ChatTemplate.parse(SeeingWorkshop.TEMPLATE), tokenizer, Map.of());
        return new MediaLayout(perceiver.model(), tokenizer, chat, perceiver.source());
    }

    private static BatchReader reader() {
        return new BatchReader(perceiver.model().backbone(), perceiver::step);
    }

    private static List<Batch> batches(Examples<Batch> examples) {
        List<Batch> all = new ArrayList<>();
        for (long i = 0; i < examples.count(); i++) {
            all.add(examples.example(i, new Rng(0, i)));
        }
        return all;
    }

    private static double loss(List<Batch> batches) {
        double[] sum = new double[1];
        for (Batch b : batches) {
            LanguageModelTask task = new LanguageModelTask(
                    reader(),
                    new Steps<>(OPS, parameters.trainables(), _ -> List.of(b)),
                    LanguageModelTask.Options.PLAIN);
            sum[0] += task.gradients(0).loss() * b.targetCount();
        }
        return sum[0];
    }

    @Test
    void placeholdersAreAsManyAsRowsAndNeverLearned() {
        TokenDocument picture = documents.getFirst();
        assertEquals(1, picture.media().places().size());
        assertEquals(4, Arrays.stream(picture.ids()).filter(i -> i == 3).count()); // 4 x 4 patches, joined by 2 x 2
        TokenDocument both = documents.get(1);
        assertEquals(
                List.of(Modality.AUDIO, Modality.IMAGE),
                both.media().places().stream().map(p -> p.modality()).toList());
        assertEquals(2, Arrays.stream(both.ids()).filter(i -> i == 4).count()); // 10 frames, halved, joined by 4
        assertTrue(documents.get(2).media().isEmpty());
        TokenDocument drawn = documents.get(3);
        assertTrue(drawn.media().isEmpty());
        int signal = drawn.length() - 3;
        assertArrayEquals(new int[] {5, 6, 0}, Arrays.copyOfRange(drawn.ids(), signal, drawn.length()));
        assertTrue(drawn.isLearned(signal) && drawn.isLearned(signal + 1));
        for (TokenDocument d : documents) {
            for (int i = 0; i < d.length(); i++) {
                assertFalse(d.learnedWhole().isLearned(i) && (d.ids()[i] == 3 || d.ids()[i] == 4));
            }
        }
    }

    /** A model learns from the prompts that it is given when it answers. */
    @Test
    void promptsAreThoseOfAnswering() throws IOException {
        LoadedModel.Decoder loaded = (LoadedModel.Decoder) LoadedModel.open(folder.resolve("omni"), CPU);
        MultimodalProcessor processor = new MultimodalProcessor(loaded);
        Content picture = new Content.MediaFile(Modality.IMAGE, folder.resolve("picture-1.png"));
        Content tone = new Content.MediaFile(Modality.AUDIO, folder.resolve("tone-1.wav"));
        List<Message> talk = List.of(
                Message.user("What <|image|> is this? <image> <|audio|>", List.of(picture)),
                Message.assistant("It is <|image|>[IMG0] red."),
                new Message(Role.USER, List.of(tone, new Content.Text("How high <|user|> is it?"), picture)));
        TokenDocument learned = layout().prompt(talk);
        Prompt asked = processor.of(talk);
        assertArrayEquals(asked.ids(), learned.ids());
        int[] at = asked.embeds().stream()
                .flatMapToInt(e -> Arrays.stream(e.at()))
                .sorted()
                .toArray();
        assertArrayEquals(
                at,
                learned.media().places().stream()
                        .flatMapToInt(p -> Arrays.stream(p.tokens()))
                        .toArray());
        assertEquals(4 + 2 + 4, at.length);
        assertEquals(8, Arrays.stream(asked.ids()).filter(i -> i == 3).count(), "what is typed is text");
    }

    @Test
    void packedRowsLearnTheSameAsSeparateOnes() {
        Documents all = Documents.of(documents);
        List<Batch> separate = batches(new NextToken(all, Packing.separate(all, 64)));
        List<Batch> packed = batches(new NextToken(all, Packing.bestFit(all, 64)));
        assertTrue(packed.size() < separate.size());
        double alone = loss(separate);
        assertEquals(alone, loss(packed), 1e-4 * alone);
        assertEquals(alone, loss(List.of(Batch.join(separate))), 1e-4 * alone);
    }

    @Test
    void aCutNeverGoesThroughAPicture() {
        Documents all = Documents.of(documents);
        long rows = documents.stream().mapToLong(d -> d.media().places().size()).sum();
        for (int length : new int[] {5, 7, 11, 20}) {
            List<Batch> cut = batches(new NextToken(all, Packing.cut(all, length)));
            assertEquals(rows, cut.stream().mapToLong(b -> b.media().size()).sum());
            assertTrue(cut.stream().allMatch(b -> b.ids().length <= length));
            assertTrue(cut.stream().flatMap(b -> b.media().stream()).allMatch(m -> m.at().length > 0));
        }
        assertThrows(FormatException.class, () -> Packing.cut(all, 3));
    }

    @Test
    void shardsKeepWhatIsSeen() {
        ShardBuild build = ShardBuild.of(folder.resolve("shards/deep"), tokenizer, 1, true, "test");
        TokenShards shards = build.run(corpus(), c -> layout().documents(c.messages()), (_, _, _) -> {});
        assertEquals(documents.size(), shards.count());
        for (int d = 0; d < documents.size(); d++) {
            assertEquals(documents.get(d).media(), shards.document(d).media());
            assertArrayEquals(documents.get(d).ids(), shards.document(d).ids());
        }
        assertEquals(
                documents.get(1).media(),
                TokenShards.open(folder.resolve("shards/deep")).media(1));
    }

    @Test
    void looksFollowFromTheUseOfAnExample() {
        Documents all = Documents.of(documents.subList(0, 4));
        Augmentation augmentation = new Augmentation(
                new ImageAugmentation(2, 0.1, 5, 0.5, 0.2, 0.05, Background.WHITE), AudioAugmentation.NONE);
        NextToken rows = new NextToken(all, Packing.separate(all, 64), augmentation);
        double first = loss(List.of(rows.example(0, new Rng(1, 7))));
        assertEquals(first, loss(List.of(rows.example(0, new Rng(1, 7)))));
        assertNotEquals(first, loss(List.of(rows.example(0, new Rng(1, 8)))));
    }

    /** The gradient of a parameter deep in each encoder is the slope of the loss. */
    @Test
    void gradientsReachTheEncoders() {
        Documents all = Documents.of(documents.subList(0, 8));
        Batch batch = Batch.join(batches(new NextToken(all, Packing.bestFit(all, 64))));
        for (String name : List.of(
                "senses.image.encoder.vision_model.encoder.layers.0.mlp.fc1.weight",
                "senses.audio.encoder.layers.0.fc1.weight",
                "senses.image.projector.linear_1.weight")) {
            Parameter taught = parameters.trainables().stream()
                    .filter(t -> t.name().equals(name))
                    .findFirst()
                    .orElseThrow();
            for (Parameter t : parameters.trainables()) {
                Arrays.fill(t.gradient().floats(), 0);
            }
            loss(List.of(batch));
            float[] gradient = taught.gradient().floats().clone();
            int at = 0;
            for (int i = 0; i < gradient.length; i++) {
                at = Math.abs(gradient[i]) > Math.abs(gradient[at]) ? i : at;
            }
            assertNotEquals(0, gradient[at], name);
            Tensor value = taught.value();
            float kept = value.floats()[at];
            float step = 0.05f;
            value.floats()[at] = kept + step;
            double up = loss(List.of(batch)) / batch.targetCount();
            value.floats()[at] = kept - step;
            double down = loss(List.of(batch)) / batch.targetCount();
            value.floats()[at] = kept;
            assertEquals((up - down) / (2 * step), gradient[at], 0.05 * Math.abs(gradient[at]), name);
        }
    }
}
