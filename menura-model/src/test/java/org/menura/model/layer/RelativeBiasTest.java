package org.menura.model.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.model.Config;

class RelativeBiasTest {
    @ParameterizedTest
    @CsvSource({
        "0, true, 0",
        "-1, true, 1",
        "1, true, 17",
        "-7, true, 7",
        "-8, true, 8",
        "-127, true, 15",
        "200, true, 31",
        "0, false, 0",
        "5, false, 0",
        "-15, false, 15",
        "-16, false, 16",
        "-1000, false, 31"
    })
    void nearDistancesHaveBucketsOfTheirOwn(int distance, boolean bothDirections, int bucket) {
        assertEquals(bucket, new RelativeBias.Buckets(32, 128).of(distance, bothDirections));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 128, relative_attention_num_buckets",
        "3, 128, relative_attention_num_buckets",
        "32, 16, relative_attention_max_distance",
        "32, 1073741823, relative_attention_max_distance"
    })
    void impossibleBucketsAreRefused(int count, int farthest, String field) {
        FormatException e = assertThrows(
                FormatException.class,
                () -> read("{\"relative_attention_num_buckets\":" + count + ",\"relative_attention_max_distance\":"
                        + farthest + "}"));

        assertTrue(e.getMessage().contains(field + " = "), e.getMessage());
    }

    @Test
    void bucketsHaveDefaults() {
        assertEquals(new RelativeBias.Buckets(32, 128), read("{}"));
    }

    private static RelativeBias.Buckets read(String config) {
        return RelativeBias.Buckets.read(new Config(Json.parse(config, "config"), "config"));
    }
}
