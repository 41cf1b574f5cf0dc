package org.menura.data.fasttext;

/**
 * A product quantiser with 256 centroids a part (Jégou, Douze, Schmid 2011).
 *
 * @param dim width of the rows
 * @param parts number of parts of a row
 * @param width of a part
 * @param lastWidth width of the last part
 * @param centroids part by part, each 256 centroids
 */
record ProductQuantiser(int dim, int parts, int width, int lastWidth, float[] centroids) {
    static final int CENTROIDS = 256;

    private int centroid(int part, int code) {
        return part == parts - 1 ? part * CENTROIDS * width + code * lastWidth : (part * CENTROIDS + code) * width;
    }

    void add(float[] sum, byte[] codes, long row, float scale) {
        int at = (int) (row * parts);
        for (int part = 0; part < parts; part++) {
            int from = centroid(part, codes[at + part] & 0xFF);
            int wide = part == parts - 1 ? lastWidth : width;
            for (int n = 0; n < wide; n++) {
                sum[part * width + n] += scale * centroids[from + n];
            }
        }
    }

    float dot(float[] vector, byte[] codes, long row, float scale) {
        int at = (int) (row * parts);
        float sum = 0;
        for (int part = 0; part < parts; part++) {
            int from = centroid(part, codes[at + part] & 0xFF);
            int wide = part == parts - 1 ? lastWidth : width;
            for (int n = 0; n < wide; n++) {
                sum += vector[part * width + n] * centroids[from + n];
            }
        }
        return sum * scale;
    }
}
