package org.menura.format.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.menura.format.FormatException;
import org.menura.format.tokenizer.SentencePieces.Algorithm;
import org.menura.format.tokenizer.SentencePieces.Normalizer;
import org.menura.format.tokenizer.SentencePieces.Special;

/** Writes the vocabulary of a GGUF file as the {@code tokenizer.json} that gives the same ids. */
final class GgufVocabularyJson {
    private static final String SPACE = "▁";
    private static final int MAX_WORD = 100;

    private final GgufVocabulary vocabulary;

    private GgufVocabularyJson(GgufVocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /**
     * The tokenizer.json of a vocabulary.
     *
     * @throws FormatException if its kind or its pre-tokenizer is not supported
     */
    static ObjectNode of(GgufVocabulary vocabulary) {
        GgufVocabularyJson writer = new GgufVocabularyJson(vocabulary);
        ObjectNode json = switch (vocabulary.model()) {
            case "llama" -> SentencePieceJson.of(writer.sentencePieces(Algorithm.BPE));
            case "t5" -> SentencePieceJson.of(writer.sentencePieces(Algorithm.UNIGRAM));
            case "gpt2" -> writer.bpe(PreTokenizer.of(vocabulary.string("pre", "default")));
            case "gemma4" -> writer.bpe(PreTokenizer.of("gemma4"));
            case "bert" -> writer.wordPiece();
            default ->
                throw new FormatException("The GGUF file's tokenizer.ggml.model is '" + vocabulary.model()
                        + "', which is not supported: llama, gpt2, gemma4, bert, t5 and rwkv are.");
        };
        int segments = vocabulary.number("token_type_count", 0);
        boolean isEncoders = segments > 0 || vocabulary.flag("add_sep_token", false);
        if (isEncoders && !vocabulary.model().equals("bert")) {
            json.set("post_processor", writer.pairs(json.path("post_processor"), segments));
        }
        SwallowedBlanks.of(vocabulary).in(json.path("added_tokens"));
        return json;
    }

    /**
     * What an encoder's file puts around a text and between two.
     *
     * @param single what it puts around one
     */
    private ObjectNode pairs(JsonNode single, int segments) {
        Around around = Around.of(single);
        // Files older than the key are of RoBERTas, which separate texts by two tokens.
        boolean usual = segments == 1 && around.before().isPresent();
        OptionalInt end = around.behind();
        // Those of ModernBERT say nothing of segments; its texts are separated by the end of the first.
        OptionalInt separator = segments > 0 && vocabulary.flag("add_sep_token", usual)
                ? vocabulary.id(
                        "seperator", vocabulary.id("separator", end.orElse(-1)).orElse(-1))
                : OptionalInt.empty();
        return TokenizerJsonParts.pairs(
                around.before(),
                end,
                separator,
                segments > 1 ? 1 : 0,
                id -> vocabulary.tokens().get(id));
    }

    /** The ids of the tokens with a role. */
    static VocabularyTokenizer.Roles roles(GgufVocabulary vocabulary) {
        return switch (vocabulary.model()) {
            case "llama" -> roles(vocabulary, 1, 2, -1, 0);
            case "t5" -> roles(vocabulary, -1, 1, 0, 2);
            case "bert" -> {
                OptionalInt cls = vocabulary.id("cls", 101);
                yield new VocabularyTokenizer.Roles(
                        vocabulary.id("bos", cls.orElse(-1)),
                        vocabulary.id(
                                "eos",
                                vocabulary
                                        .id("seperator", separator(vocabulary))
                                        .orElse(-1)),
                        vocabulary.id("padding", 0),
                        vocabulary.id("unknown", 100));
            }
            default -> roles(vocabulary, -1, -1, -1, -1);
        };
    }

    /** A tokenizer_config.json that goes with the tokenizer.json. */
    static ObjectNode config(GgufVocabulary vocabulary) {
        ObjectNode config = JsonNodes.object().put("tokenizer_class", "PreTrainedTokenizerFast");
        VocabularyTokenizer.Roles roles = roles(vocabulary);
        boolean bert = vocabulary.model().equals("bert");
        put(config, bert ? "cls_token" : "bos_token", roles.bos(), vocabulary);
        put(config, bert ? "sep_token" : "eos_token", roles.eos(), vocabulary);
        put(config, "pad_token", roles.pad(), vocabulary);
        put(config, "unk_token", roles.unk(), vocabulary);
        put(config, "mask_token", vocabulary.id("mask", -1), vocabulary);
        return config.put("clean_up_tokenization_spaces", bert);
    }

    private static void put(ObjectNode config, String role, OptionalInt id, GgufVocabulary vocabulary) {
        id.ifPresent(value -> config.put(role, vocabulary.tokens().get(value)));
    }

    private static VocabularyTokenizer.Roles roles(GgufVocabulary vocabulary, int bos, int eos, int pad, int unk) {
        return new VocabularyTokenizer.Roles(
                vocabulary.id("bos", bos),
                vocabulary.id("eos", eos),
                vocabulary.id("padding", pad),
                vocabulary.id("unknown", unk));
    }

    /** The key is misspelled in GGUF files on purpose of compatibility; newer ones may have it right. */
    private static int separator(GgufVocabulary vocabulary) {
        return vocabulary.id("separator", 102).orElse(102);
    }

    /** What a SentencePiece vocabulary does to a text first. */
    static Normalizer normalizer(GgufVocabulary vocabulary, boolean bpe) {
        return new Normalizer(
                bpe ? new byte[0] : vocabulary.charsMap(),
                vocabulary.flag("add_space_prefix", bpe),
                vocabulary.flag("remove_extra_whitespaces", false),
                true,
                false);
    }

    /** What a vocabulary with merges does to a text first. */
    static JsonNode normalizer(PreTokenizer words) {
        return words.byteLevel() ? NullNode.getInstance() : TokenizerJsonParts.replace(" ", SPACE);
    }

    /** What makes text of the tokens of a vocabulary with merges. */
    static ObjectNode decoder(PreTokenizer words) {
        return words.byteLevel()
                ? TokenizerJsonParts.byteLevel()
                : TokenizerJsonParts.sequence(
                        "decoders",
                        List.of(
                                TokenizerJsonParts.replace(SPACE, " "),
                                JsonNodes.typed("ByteFallback"),
                                JsonNodes.typed("Fuse")));
    }

    /** The tokens around a text, where the file says nothing else as given. */
    static JsonNode template(GgufVocabulary vocabulary, boolean addBos, boolean addEos) {
        VocabularyTokenizer.Roles roles = roles(vocabulary);
        return TokenizerJsonParts.template(
                vocabulary.flag("add_bos_token", addBos) ? roles.bos() : OptionalInt.empty(),
                vocabulary.flag("add_eos_token", addEos) ? roles.eos() : OptionalInt.empty(),
                id -> vocabulary.tokens().get(id));
    }

    /** The pieces of a vocabulary of T5's kind. */
    static SentencePieces unigram(GgufVocabulary vocabulary) {
        return new GgufVocabularyJson(vocabulary).sentencePieces(Algorithm.UNIGRAM);
    }

    private SentencePieces sentencePieces(Algorithm algorithm) {
        boolean bpe = algorithm == Algorithm.BPE;
        VocabularyTokenizer.Roles roles = roles(vocabulary);
        TokenType[] types = new TokenType[vocabulary.tokens().size()];
        Arrays.setAll(types, vocabulary::type);
        return new SentencePieces(
                vocabulary.tokens().toArray(String[]::new),
                vocabulary.scores(),
                types,
                algorithm,
                vocabulary.has(TokenType.BYTE),
                normalizer(vocabulary, bpe),
                new Special(
                        roles.bos(),
                        roles.eos(),
                        roles.unk(),
                        roles.pad(),
                        vocabulary.flag("add_bos_token", bpe),
                        vocabulary.flag("add_eos_token", !bpe)));
    }

    private ObjectNode bpe(PreTokenizer words) {
        ObjectNode json = TokenizerJsonParts.empty();
        ArrayNode added = addedTokens(json);
        for (int id = 0; id < vocabulary.tokens().size(); id++) {
            if (vocabulary.type(id) == TokenType.USER_DEFINED) {
                added.add(TokenizerJson.toJson(
                        AddedToken.exact(id, vocabulary.tokens().get(id), false)));
            }
        }
        json.set("normalizer", normalizer(words));
        json.set("pre_tokenizer", words.json());
        json.set("post_processor", template(vocabulary, words.addBos(), false));
        json.set("decoder", decoder(words));
        ObjectNode model = JsonNodes.typed("BPE").putNull("dropout").putNull("unk_token");
        model.putNull("continuing_subword_prefix").putNull("end_of_word_suffix").put("fuse_unk", false);
        model.put("byte_fallback", !words.byteLevel()).put("ignore_merges", words.ignoreMerges());
        Map<String, Integer> ids = HashMap.newHashMap(vocabulary.tokens().size());
        model.set("vocab", vocab(vocabulary.tokens().toArray(String[]::new), ids));
        model.set("merges", merges(ids));
        json.set("model", model);
        return json;
    }

    private ArrayNode addedTokens(ObjectNode json) {
        ArrayNode added = json.putArray("added_tokens");
        for (int id = 0; id < vocabulary.tokens().size(); id++) {
            if (vocabulary.type(id) == TokenType.CONTROL || vocabulary.type(id) == TokenType.UNKNOWN) {
                added.add(TokenizerJson.toJson(
                        AddedToken.exact(id, vocabulary.tokens().get(id), true)));
            }
        }
        return added;
    }

    private static ObjectNode vocab(String[] tokens, Map<String, Integer> ids) {
        ObjectNode vocab = JsonNodes.object();
        for (int id = 0; id < tokens.length; id++) {
            String token = tokens[id].isEmpty() ? "[EMPTY_" + id + "]" : tokens[id];
            Integer before = ids.put(token, id);
            if (before != null) {
                throw new FormatException("The GGUF file's vocabulary has the token '" + token + "' twice, as " + before
                        + " and " + id + ".");
            }
            vocab.put(token, id);
        }
        return vocab;
    }

    /** Merges that the vocabulary has no tokens for never apply, and the library would refuse them. */
    private ArrayNode merges(Map<String, Integer> ids) {
        List<String> halves = new ArrayList<>();
        Set<String> seen = HashSet.newHashSet(vocabulary.merges().size());
        for (String merge : vocabulary.merges()) {
            int blank = merge.indexOf(' ', 1);
            if (blank < 0 || !seen.add(merge)) {
                continue;
            }
            String left = merge.substring(0, blank);
            String right = merge.substring(blank + 1);
            if (ids.containsKey(left) && ids.containsKey(right) && ids.containsKey(left + right)) {
                halves.add(left);
                halves.add(right);
            }
        }
        return TokenizerJsonParts.merges(halves);
    }

    /** GGUF files mark the pieces that begin a word by U+2581, tokenizer.json those that don't by ##. */
    private ObjectNode wordPiece() {
        String[] tokens = new String[vocabulary.tokens().size()];
        for (int id = 0; id < tokens.length; id++) {
            String token = vocabulary.tokens().get(id);
            boolean bracketed =
                    vocabulary.type(id) != TokenType.NORMAL || (token.startsWith("[") && token.endsWith("]"));
            tokens[id] = token.startsWith(SPACE) ? token.substring(1) : bracketed ? token : "##" + token;
        }
        ObjectNode json = TokenizerJsonParts.empty();
        addedTokens(json);
        boolean lowercase = vocabulary.flag("normalizer.lowercase", true);
        json.set(
                "normalizer",
                WordPieceJson.normalizer(lowercase, vocabulary.flag("normalizer.strip_accents", lowercase)));
        json.set("pre_tokenizer", JsonNodes.typed("BertPreTokenizer"));
        VocabularyTokenizer.Roles roles = roles(vocabulary);
        if (roles.bos().isPresent() && roles.eos().isPresent()) {
            json.set(
                    "post_processor",
                    TokenizerJsonParts.bertTemplate(
                            roles.bos().getAsInt(), roles.eos().getAsInt(), id -> tokens[id]));
        }
        json.set("decoder", WordPieceJson.decoder());
        String unknown = roles.unk().isPresent() ? tokens[roles.unk().getAsInt()] : "[UNK]";
        json.set("model", WordPieceJson.model(vocab(tokens, new HashMap<>()), unknown, MAX_WORD));
        return json;
    }
}
