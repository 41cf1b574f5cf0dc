package org.menura.format.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.menura.format.FormatException;
import org.menura.format.tokenizer.SentencePieces.Algorithm;
import org.menura.format.tokenizer.SentencePieces.Normalizer;
import org.menura.format.tokenizer.SentencePieces.Special;

/** The vocabulary files of older Hugging Face folders, as a {@code tokenizer.json}. */
final class VocabularyFiles {
    private static final int EXTRA_IDS = 100;
    private static final int MAX_EXTRA_IDS = 10_000;
    private static final int MAX_WORD = 100;
    private static final long MAX_FILE = 1L << 28;
    private static final String PUNCTUATION = "[!-/:-@\\[-`{-~]";
    private static final String BLANKS = "[\\s\u2581]+";

    private VocabularyFiles() {}

    /**
     * GPT-2's {@code vocab.json} and {@code merges.txt}; by the class, RoBERTa's and Whisper's with their tokens around a
     * text, and Qwen2's and GPT-NeoX's with what happens to a text first.
     */
    static ObjectNode byteLevelBpe(JsonNode vocab, String merges, TokenizerConfig config) {
        if (!(vocab instanceof ObjectNode ids)) {
            throw new FormatException("vocab.json must hold an object of tokens and ids.");
        }
        ObjectNode json = TokenizerJsonParts.empty();
        addSpecials(json, ids, config);
        TokenizerFamily family = TokenizerFamily.of(config);
        boolean qwen = family == TokenizerFamily.QWEN2;
        if (qwen || family == TokenizerFamily.GPT_NEOX) {
            json.set("normalizer", JsonNodes.typed("NFC"));
        }
        ObjectNode bytes = TokenizerJsonParts.byteLevel()
                .put("add_prefix_space", config.flag("add_prefix_space", false))
                .put("use_regex", !qwen);
        json.set(
                "pre_tokenizer",
                qwen
                        ? TokenizerJsonParts.sequence(
                                "pretokenizers", List.of(TokenizerJsonParts.split(PreTokenizerTable.QWEN2), bytes))
                        : bytes);
        json.set("post_processor", around(ids, config));
        json.set("decoder", TokenizerJsonParts.byteLevel());
        ObjectNode model = JsonNodes.typed("BPE").putNull("dropout").putNull("unk_token");
        model.putNull("continuing_subword_prefix").putNull("end_of_word_suffix").put("fuse_unk", false);
        model.put("byte_fallback", false).put("ignore_merges", false);
        model.set("vocab", ids);
        model.set("merges", merges(merges));
        json.set("model", model);
        return json;
    }

    /** The merges of a {@code merges.txt}. */
    static ArrayNode merges(String text) {
        ArrayNode list = JsonNodes.FACTORY.arrayNode();
        for (String line : text.lines().toList()) {
            int blank = line.indexOf(' ');
            if (blank > 0 && !line.startsWith("#version")) {
                list.addArray().add(line.substring(0, blank)).add(line.substring(blank + 1));
            }
        }
        return list;
    }

    /** BERT's {@code vocab.txt}, a token a line. */
    static ObjectNode wordPiece(String vocab, TokenizerConfig config) {
        ObjectNode ids = JsonNodes.object();
        int next = 0;
        for (String line : vocab.lines().toList()) {
            ids.put(line.strip(), next++);
        }
        ObjectNode json = TokenizerJsonParts.empty();
        addSpecials(json, ids, config);
        String unknown = config.token("unk_token").orElse("[UNK]");
        String cls = config.token("cls_token").orElse("[CLS]");
        String sep = config.token("sep_token").orElse("[SEP]");
        for (String special : List.of(unknown, cls, sep, "[PAD]", "[MASK]")) {
            addSpecial(json, ids, special);
        }
        boolean lowercase = config.flag("do_lower_case", true);
        json.set("normalizer", WordPieceJson.normalizer(lowercase, config.flag("strip_accents", lowercase)));
        json.set("pre_tokenizer", JsonNodes.typed("BertPreTokenizer"));
        if (ids.path(cls).isInt() && ids.path(sep).isInt()) {
            int clsId = ids.path(cls).intValue();
            json.set(
                    "post_processor",
                    TokenizerJsonParts.bertTemplate(clsId, ids.path(sep).intValue(), id -> id == clsId ? cls : sep));
        }
        json.set("decoder", WordPieceJson.decoder());
        json.set("model", WordPieceJson.model(ids, unknown, MAX_WORD));
        return json;
    }

    /** A SentencePiece model with the tokens around a text, and those behind its own, that its class in transformers adds. */
    static SentencePieces configured(SentencePieces pieces, TokenizerConfig config) {
        Special special = pieces.special();
        TokenizerFamily family = TokenizerFamily.of(config);
        boolean bytes = pieces.algorithm() == Algorithm.BPE && pieces.byteFallback();
        Special configured = new Special(
                special.bos(),
                special.eos(),
                special.unk(),
                special.pad(),
                config.flag("add_bos_token", bytes || config.knowsFlags()),
                config.flag("add_eos_token", family == TokenizerFamily.T5 || family == TokenizerFamily.SIGLIP));
        Normalizer own = pieces.normalizer();
        boolean prefix = switch (family) {
            case LLAMA -> own.addSpacePrefix() && config.flag("add_prefix_space", true);
            case SIGLIP -> true; // whatever the model says
            default -> own.addSpacePrefix();
        };
        List<String> extra = family == TokenizerFamily.T5 ? extraIds(pieces, config) : List.of();
        int size = pieces.pieces().length;
        String[] all =
                Stream.concat(Arrays.stream(pieces.pieces()), extra.stream()).toArray(String[]::new);
        TokenType[] types = Arrays.copyOf(pieces.types(), all.length);
        Arrays.fill(types, size, all.length, TokenType.CONTROL);
        return new SentencePieces(
                all,
                Arrays.copyOf(pieces.scores(), all.length),
                types,
                pieces.algorithm(),
                pieces.byteFallback(),
                new Normalizer(
                        own.charsMap(), prefix, own.removeExtraSpaces(), own.escapeSpaces(), own.spaceAsSuffix()),
                configured);
    }

    /** What happens to SigLIP's texts before the model's own {@code normalizer}: lowercase words with a blank between them. */
    static JsonNode canonical(JsonNode normalizer, TokenizerConfig config) {
        List<ObjectNode> steps = new ArrayList<>();
        if (config.flag("do_lower_case", true)) {
            steps.add(JsonNodes.typed("Lowercase"));
        }
        steps.add(TokenizerJsonParts.replaceRegex(PUNCTUATION, ""));
        steps.add(TokenizerJsonParts.replaceRegex(BLANKS, " "));
        steps.add(JsonNodes.typed("Strip").put("strip_left", true).put("strip_right", true));
        if (normalizer instanceof ObjectNode own) {
            steps.add(own);
        }
        return TokenizerJsonParts.sequence("normalizers", steps);
    }

    /** T5's tokens for what is left out of a text, the last one first. */
    private static List<String> extraIds(SentencePieces pieces, TokenizerConfig config) {
        int count = config.addsNamed() ? config.number("extra_ids", EXTRA_IDS) : 0;
        if (count > MAX_EXTRA_IDS) {
            throw new FormatException("extra_ids of tokenizer_config.json is " + count + ": at most " + MAX_EXTRA_IDS
                    + " are supported.");
        }
        Set<String> known = new HashSet<>(Arrays.asList(pieces.pieces()));
        return IntStream.range(0, count)
                .mapToObj(i -> "<extra_id_" + (count - 1 - i) + ">")
                .filter(token -> !known.contains(token))
                .toList();
    }

    static void addSpecials(ObjectNode json, ObjectNode ids, TokenizerConfig config) {
        for (String role :
                List.of("bos_token", "eos_token", "unk_token", "pad_token", "cls_token", "sep_token", "mask_token")) {
            config.token(role).ifPresent(token -> addSpecial(json, ids, token));
        }
    }

    private static void addSpecial(ObjectNode json, ObjectNode ids, String token) {
        id(ids, token)
                .ifPresent(id ->
                        json.withArray("added_tokens").add(TokenizerJson.toJson(AddedToken.exact(id, token, true))));
    }

    /** What puts tokens around a text of a byte-level BPE vocabulary. */
    private static JsonNode around(ObjectNode ids, TokenizerConfig config) {
        String cls = config.token("cls_token").orElse("");
        String sep = config.token("sep_token").orElse("");
        if (TokenizerFamily.of(config) == TokenizerFamily.ROBERTA && ids.has(cls) && ids.has(sep)) {
            ObjectNode processor = JsonNodes.typed("RobertaProcessing");
            processor.putArray("sep").add(sep).add(ids.path(sep).intValue());
            processor.putArray("cls").add(cls).add(ids.path(cls).intValue());
            return processor.put("trim_offsets", true).put("add_prefix_space", config.flag("add_prefix_space", false));
        }
        if (TokenizerFamily.of(config) == TokenizerFamily.WHISPER) {
            return whisper(ids, config);
        }
        String bos = config.token("bos_token").orElse("");
        String eos = config.token("eos_token").orElse("");
        OptionalInt before = config.flag("add_bos_token", false) ? id(ids, bos) : OptionalInt.empty();
        OptionalInt behind = config.flag("add_eos_token", false) ? id(ids, eos) : OptionalInt.empty();
        return TokenizerJsonParts.template(before, behind, id -> id == before.orElse(-1) ? bos : eos);
    }

    /** Whisper's tokens before a text: that a transcript starts, the task and that no times follow; none if one is missing. */
    private static JsonNode whisper(ObjectNode ids, TokenizerConfig config) {
        Map<String, Integer> known = new HashMap<>();
        ids.properties()
                .forEach(token -> known.put(token.getKey(), token.getValue().intValue()));
        config.addedTokens().forEach(token -> known.putIfAbsent(token.content(), token.id()));
        List<String> before = new ArrayList<>(List.of("<|startoftranscript|>"));
        config.text("language").ifPresent(code -> before.add("<|" + code.toLowerCase(Locale.ROOT) + "|>"));
        config.text("task").ifPresent(task -> before.add("<|" + task + "|>"));
        if (!config.flag("predict_timestamps", false)) {
            before.add("<|notimestamps|>");
        }
        String end = config.token("eos_token").orElse("");
        return known.containsKey(end) && known.keySet().containsAll(before)
                ? TokenizerJsonParts.prefixed(before, end, known)
                : NullNode.getInstance();
    }

    private static OptionalInt id(ObjectNode ids, String token) {
        return ids.path(token).isInt() ? OptionalInt.of(ids.path(token).intValue()) : OptionalInt.empty();
    }

    static String text(Path file) {
        return new String(bytes(file), StandardCharsets.UTF_8);
    }

    static byte[] bytes(Path file) {
        try {
            long size = Files.size(file);
            if (size > MAX_FILE) {
                throw new FormatException(file + " has " + size + " bytes, too many for a vocabulary.");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new FormatException("Can't read " + file + ": " + e.getMessage() + ".", e);
        }
    }
}
