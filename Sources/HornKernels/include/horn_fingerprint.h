#pragma once
#include <stdint.h>

// FarmHash's Fingerprint64 (farmhash.cc, namespace farmhashna): what TensorFlow hashes strings with.
uint64_t horn_fingerprint64(const uint8_t *bytes, long length);

// SipHash-2-4 with a key of 128 bits (Aumasson and Bernstein, 2012).
uint64_t horn_siphash64(const uint8_t *bytes, long length, uint64_t key0, uint64_t key1);

// TensorFlow's FingerprintCat64: one fingerprint made of two.
uint64_t horn_fingerprint_cat64(uint64_t first, uint64_t second);

// out[i] = the fingerprint of bytes[offsets[i]..<offsets[i + 1]], or with key (of two) its SipHash; n strings.
void horn_hash_strings(uint64_t *out, const uint8_t *bytes, const long *offsets, long n, const uint64_t *key);

// The same of the decimal digits of n integers.
void horn_hash_integers(uint64_t *out, const int32_t *in, long n, const uint64_t *key);

// out[i] = in[i] mod buckets + start.
void horn_hash_buckets(int32_t *out, const uint64_t *in, long n, uint64_t buckets, int32_t start);

// hashes[i] = the crossing of hashes[i] with the strings' fingerprints, or with the integers themselves.
void horn_cross_strings(uint64_t *hashes, const uint8_t *bytes, const long *offsets, long n);
void horn_cross_integers(uint64_t *hashes, const int32_t *in, long n);
