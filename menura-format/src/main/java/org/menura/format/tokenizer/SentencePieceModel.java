package org.menura.format.tokenizer;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.menura.format.FormatException;
import org.menura.format.protobuf.ProtoReader;
import org.menura.format.tokenizer.SentencePieces.Algorithm;
import org.menura.format.tokenizer.SentencePieces.Normalizer;
import org.menura.format.tokenizer.SentencePieces.Special;

/**
 * Reads SentencePiece's {@code .model} files, the protobuf message ModelProto of its sentencepiece_model.proto: pieces
 * in field 1, trainer_spec in 2, normalizer_spec in 3.
 */
final class SentencePieceModel {
    private final String source;
    private final List<String> pieces = new ArrayList<>();
    private double[] scores = new double[1024];
    private final List<TokenType> types = new ArrayList<>();
    private int modelType = 1;
    private boolean byteFallback;
    private boolean spaceAsSuffix;
    private int unk = 0;
    private int bos = 1;
    private int eos = 2;
    private int pad = -1;
    private byte[] charsMap = {};
    private boolean addDummyPrefix = true;
    private boolean removeExtraWhitespaces = true;
    private boolean escapeWhitespaces = true;

    private SentencePieceModel(String source) {
        this.source = source;
    }

    /**
     * Reads a model.
     *
     * @param source what to call the file in messages
     * @throws FormatException if the file is damaged, or of an unknown kind
     */
    static SentencePieces read(MemorySegment file, String source) {
        SentencePieceModel model = new SentencePieceModel(source);
        model.readModel(new ProtoReader(file, source));
        return model.result();
    }

    private void readModel(ProtoReader in) {
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> readPiece(in.message());
                case 2 -> readTrainer(in.message());
                case 3 -> readNormalizer(in.message());
                default -> in.skip();
            }
        }
    }

    private void readPiece(ProtoReader in) {
        String piece = "";
        float score = 0;
        int type = 1;
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> piece = in.string();
                case 2 -> score = in.float32();
                case 3 -> type = in.int32();
                default -> in.skip();
            }
        }
        if (piece.isEmpty()) {
            throw new FormatException(source + " has an empty piece at index " + pieces.size() + ".");
        }
        if (scores.length == pieces.size()) {
            scores = Arrays.copyOf(scores, 2 * scores.length);
        }
        scores[pieces.size()] = score;
        pieces.add(piece);
        types.add(TokenType.of(type));
    }

    private void readTrainer(ProtoReader in) {
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 3 -> modelType = in.int32();
                case 24 -> spaceAsSuffix = in.bool();
                case 35 -> byteFallback = in.bool();
                case 40 -> unk = in.int32();
                case 41 -> bos = in.int32();
                case 42 -> eos = in.int32();
                case 43 -> pad = in.int32();
                default -> in.skip();
            }
        }
    }

    private void readNormalizer(ProtoReader in) {
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 2 -> charsMap = in.bytes().toArray(ValueLayout.JAVA_BYTE);
                case 3 -> addDummyPrefix = in.bool();
                case 4 -> removeExtraWhitespaces = in.bool();
                case 5 -> escapeWhitespaces = in.bool();
                default -> in.skip();
            }
        }
    }

    private SentencePieces result() {
        Algorithm algorithm = switch (modelType) {
            case 1 -> Algorithm.UNIGRAM;
            case 2 -> Algorithm.BPE;
            case 3 -> Algorithm.WORD;
            case 4 -> Algorithm.CHARACTER;
            default ->
                throw new FormatException(source + " is a SentencePiece model of type " + modelType
                        + ", which is not supported: unigram, BPE, word and character are 1 to 4.");
        };
        return new SentencePieces(
                pieces.toArray(String[]::new),
                Arrays.copyOf(scores, pieces.size()),
                types.toArray(TokenType[]::new),
                algorithm,
                byteFallback,
                new Normalizer(charsMap, addDummyPrefix, removeExtraWhitespaces, escapeWhitespaces, spaceAsSuffix),
                new Special(id(bos), id(eos), id(unk), id(pad), false, false));
    }

    private OptionalInt id(int id) {
        return id >= 0 && id < pieces.size() ? OptionalInt.of(id) : OptionalInt.empty();
    }
}
