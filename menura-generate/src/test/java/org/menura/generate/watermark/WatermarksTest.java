package org.menura.generate.watermark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WatermarksTest {
    @Test
    void shortTextsNameTheKindAndOptions() {
        assertEquals(KgwWatermark.DEFAULT, Watermarks.parse("kgw"));
        assertEquals(
                new KgwWatermark(0.5, 2.5, BigInteger.valueOf(-7), KgwWatermark.Scheme.SELFHASH, 3),
                Watermarks.parse("selfhash:ratio=0.5,bias=2.5,key=-7,width=3"));
        assertEquals(
                new SynthIdWatermark(4, List.of(1L, -2L, 3L), 10, -1, 1000, true),
                Watermarks.parse("synthid:ngram_len=4,keys=1/-2/3,history=10,table_seed=18446744073709551615,"
                        + "table_size=1000,skip_first=true"));
        assertEquals(new GumbelWatermark(9, 2, 1024), Watermarks.parse("gumbel:key=9,width=2"));
        assertEquals(new UnigramWatermark(0.5, 1.5, 8), Watermarks.parse("unigram:bias=1.5,key=8"));
    }

    @Test
    void transformersConfigurationsAreRead(@TempDir Path folder) throws IOException {
        String kgw = "{\"greenlist_ratio\": 0.25, \"bias\": 2.0, \"hashing_key\": 18446744073709551615,"
                + " \"seeding_scheme\": \"selfhash\", \"context_width\": 2}";
        KgwWatermark expected = new KgwWatermark(
                0.25, 2, BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE), KgwWatermark.Scheme.SELFHASH, 2);
        assertEquals(expected, Watermarks.parse(kgw));
        Path file = folder.resolve("generation_config.json");
        Files.writeString(file, "{\"watermarking_config\": " + kgw + "}");
        assertEquals(expected, Watermarks.parse(file.toString()));
        assertEquals(
                new SynthIdWatermark(5, List.of(654L, 400L)),
                Watermarks.parse("{\"ngram_len\": 5, \"keys\": [654, 400], \"debug_mode\": false}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kgv | there is no watermark 'kgv'; there are kgw, synthid, gumbel, unigram",
                "kgw:bias | has 'bias' where name=value is expected",
                "kgw:bias=x | bias must be a number, but it is \"x\"",
                "kgw:bais=2 | the watermark 'kgw' has no field 'bais'; it has bias,",
                "kgw:ratio=1 | greenlist_ratio must be between 0 and 1, both excluded, but it is 1.0",
                "kgw:width=0 | context_width must be at least 1",
                "kgw:key=18446744073709551616 | hashing_key must be a whole number from -2^63 to 2^64 - 1",
                "kgw:key=1,hashing_key=2 | where it may not stand again",
                "kgw:seeding_scheme=midhash | seeding_scheme must be lefthash or selfhash",
                "synthid | keys must be given",
                "synthid:keys=1/x | keys must be a whole number of 64 bits, but it is \"x\"",
                "synthid:keys=1,ngram=0 | ngram_len must be from 1",
                "synthid:keys=1,debug_mode=true | debug_mode",
                "unigram:fraction=0 | fraction must be between 0 and 1",
                "{\"bias\": 2 | JSON",
                "[1] | there is no watermark '[1]'",
                "nowhere/mark.json | nowhere/mark.json can't be read"
            })
    void whatIsWrongIsSaid(String spec, String message) {
        String said = assertThrows(IllegalArgumentException.class, () -> Watermarks.parse(spec))
                .getMessage();
        assertTrue(said.contains(message), said);
    }
}
