package org.menura.data.source.parquet;

import java.util.Map;

/**
 * The types of the fields of Parquet's structures, a letter for each from the first on: {@code i}ntegers of 32 and {@code
 * l}ong ones of 64 bits, {@code h}alves of 16, {@code y} of 8, {@code d}oubles, {@code b}ytes, {@code t}ruths, {@code s}tructures and {@code L}ists. Fields
 * behind them are of later versions of the format, and stepped over.
 */
final class Fields {
    static final int TIME = 7;
    static final int TIMESTAMP = 8;

    static final String FOOTER = "iLlLLbLsb";
    static final String SCHEMA_NODE = "iiibiiiiis";
    static final String ROW_GROUP = "LllLllh";
    static final String COLUMN = "blslilisb";
    static final String COLUMN_META = "iLLilllLlllsLliss";
    static final String STATISTICS = "bbllbbtt";
    static final String KEY_VALUE = "bb";
    static final String GEOGRAPHY = "sL";
    static final String BOX = "dddddddd";
    static final String PAGE = "iiiissss";
    static final String DATA_PAGE = "iiiis";
    static final String DATA_PAGE_2 = "iiiiiits";
    static final String DICTIONARY = "iit";
    static final String OFFSETS = "LL";
    static final String PLACE = "lil";
    static final String BOUNDS = "LLLiLLL";

    /** Those of the structures in the union of logical types, by its fields. */
    static final Map<Integer, String> LOGICAL =
            Map.of(5, "ii", TIME, "ts", TIMESTAMP, "ts", 10, "yt", 16, "y", 17, "b", 18, "bi");

    private Fields() {}
}
