package org.menura.format.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/** A SentencePiece model by itself, whose texts are encoded as SentencePiece does. */
final class SentencePieceTokenizer extends HuggingFaceTokenizer {
    private final SentencePieces vocabulary;
    private final SentencePieceNormalizer normalizer;
    private final SentencePieceCutter cutter;
    private final AddedTokenFinder specials;
    private final Surroundings around;
    private final int unknown;
    private final int[] bytes = new int[256];

    private SentencePieceTokenizer(
            SentencePieces vocabulary, TokenizerJson json, Roles roles, JsonNode postProcessor, Surroundings around) {
        super(json, roles, postProcessor, true);
        this.vocabulary = vocabulary;
        this.around = around;
        ByteTrie users = trie(TokenType.USER_DEFINED);
        normalizer = SentencePieceNormalizer.of(vocabulary.normalizer(), users);
        cutter = switch (vocabulary.algorithm()) {
            case BPE -> new MergeCutter(vocabulary, users);
            case UNIGRAM -> new UnigramCutter(vocabulary, trie(TokenType.NORMAL, TokenType.USER_DEFINED));
            case WORD -> new WholeCutter(vocabulary, WholeCutter::endOfWord);
            case CHARACTER -> new WholeCutter(vocabulary, (text, at) -> endOfCharacter(users, text, at));
        };
        specials = new AddedTokenFinder(
                json.addedTokens().stream().filter(AddedToken::special).toList(), UnaryOperator.identity());
        unknown = vocabulary.special().unk().orElse(-1);
        for (int b = 0; b < bytes.length; b++) {
            bytes[b] = vocabulary.byteFallback() ? id("<0x%02X>".formatted(b)).orElse(-1) : -1;
        }
    }

    /** Creates the tokenizer of a model without other files. */
    static HuggingFaceTokenizer of(SentencePieces vocabulary) {
        FolderTokenizer folder = FolderTokenizer.sentencePiece(vocabulary, TokenizerConfig.NONE);
        return of(vocabulary, folder.json(), folder.roles(), folder.postProcessor());
    }

    /**
     * Creates the tokenizer of a vocabulary.
     *
     * @param json the same as {@code tokenizer.json}
     * @param postProcessor what puts tokens around a text
     */
    static HuggingFaceTokenizer of(SentencePieces vocabulary, TokenizerJson json, Roles roles, JsonNode postProcessor) {
        Surroundings around = Surroundings.of(postProcessor, vocabulary.pieces().length);
        return around == null
                ? new HuggingFaceTokenizer(json, roles, postProcessor, true)
                : new SentencePieceTokenizer(vocabulary, json, roles, postProcessor, around);
    }

    private ByteTrie trie(TokenType... types) {
        byte[][] texts = new byte[vocabulary.pieces().length][];
        for (int id = 0; id < texts.length; id++) {
            texts[id] = Arrays.asList(types).contains(vocabulary.types()[id])
                    ? vocabulary.pieces()[id].getBytes(StandardCharsets.UTF_8)
                    : new byte[0];
        }
        return new ByteTrie(texts);
    }

    private static int endOfCharacter(ByteTrie users, byte[] text, int at) {
        int user = users.longest(text, at);
        return user < 0 ? SentencePieceCutter.end(text, at) : at + users.length(user);
    }

    @Override
    public int[] encode(String text, boolean addSpecial, boolean parseSpecial) {
        IntList ids = new IntList();
        if (addSpecial) {
            ids.addAll(around.before());
        }
        byte[] utf8 = TextLimit.wellFormed(text).getBytes(StandardCharsets.UTF_8);
        if (parseSpecial) {
            specials.split(utf8, new AddedTokenFinder.Parts() {
                @Override
                public void text(byte[] whole, int from, int to) {
                    encode(Arrays.copyOfRange(whole, from, to), ids);
                }

                @Override
                public void token(int id) {
                    ids.add(id);
                }
            });
        } else {
            encode(utf8, ids);
        }
        if (addSpecial) {
            ids.addAll(around.behind());
        }
        return ids.toArray();
    }

    @Override
    public EncodedPair encodePair(String first, String second, boolean addSpecial) {
        return !addSpecial || around.before().length + around.behind().length == 0
                ? joined(encode(first, false, false), encode(second, false, false))
                : super.encodePair(first, second, true);
    }

    private static EncodedPair joined(int[] first, int[] second) {
        int[] ids = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, ids, first.length, second.length);
        int[] segments = new int[ids.length];
        Arrays.fill(segments, first.length, ids.length, 1);
        return new EncodedPair(ids, segments);
    }

    /** Neighbours that the vocabulary does not have are one unknown piece, or their bytes. */
    private void encode(byte[] text, IntList out) {
        byte[] normalized = normalizer.another().apply(text);
        boolean[] behindUnknown = {false};
        cutter.cut(normalized, (id, from, to) -> {
            if (id >= 0) {
                out.add(id);
            } else if (vocabulary.byteFallback()) {
                for (int i = from; i < to; i++) {
                    out.add(bytes[normalized[i] & 0xFF] < 0 ? unknown : bytes[normalized[i] & 0xFF]);
                }
            } else if (!behindUnknown[0]) {
                out.add(unknown);
            }
            behindUnknown[0] = id < 0;
        });
    }
}
