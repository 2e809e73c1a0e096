"""Print the address of a database on this computer's Redis that holds nothing: empty_redis.py PORT."""

import sys

import redis

DATABASES = 16  # Redis's own default

if __name__ == "__main__":
    for number in reversed(range(DATABASES)):
        address = f"redis://127.0.0.1:{int(sys.argv[1])}/{number}"
        if redis.from_url(address).dbsize() == 0:
            print(address)
            sys.exit(0)
    sys.exit(1)
