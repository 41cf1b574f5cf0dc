package org.menura.data.source.parquet;

/**
 * The types of the fields of Parquet's structures, a letter for each from the first on: {@code i}ntegers of 32 and {@code
 * l}ong ones of 64 bits, {@code h}alves of 16, {@code b}ytes, {@code t}ruths, {@code s}tructures and {@code L}ists. Fields
 * behind them are of later versions of the format, and stepped over.
 */
final class Fields {
    static final String FOOTER = "iLlLLbLsb";
    static final String SCHEMA_NODE = "iiibiiiiis";
    static final String ROW_GROUP = "LllLllh";
    static final String COLUMN = "blslilisb";
    static final String COLUMN_META = "iLLilllLlllsLliss";
    static final String STATISTICS = "bbllbbtt";
    static final String PAGE = "iiiissss";
    static final String DATA_PAGE = "iiiis";
    static final String DATA_PAGE_2 = "iiiiiits";
    static final String DICTIONARY = "iit";
    static final String OFFSETS = "LL";
    static final String PLACE = "lil";
    static final String BOUNDS = "LLLiLLL";

    private Fields() {}
}
